/** A number that is taken when it is valid, and said to be wrong when it is not. */
import { useState } from "preact/hooks";

interface NumberFieldProps {
  readonly label: string;
  /** Said after the label, for those who do not see where the field stands. */
  readonly of?: string;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly disabled?: boolean;
  /** Shown where the field may be empty; then empty means null. */
  readonly placeholder?: string;
  readonly onValue: (value: number | null) => void;
}

export function NumberField({ label, of, value, min, max, disabled, placeholder, onValue }: NumberFieldProps) {
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    const entered = text.trim() === "" ? null : Number(text);
    const valid = entered === null ? placeholder !== undefined : Number.isInteger(entered) && entered >= min && entered <= max;
    setWrong(!valid);
    if (valid && entered !== value) onValue(entered);
  };
  return (
    <label class="field">
      <span>{label}{of !== undefined && <span class="visually-hidden"> {of}</span>}</span>
      <input type="number" inputMode="numeric" min={min} max={max} step={1} value={value ?? ""} placeholder={placeholder ?? ""} disabled={disabled ?? false} aria-invalid={wrong} onChange={(event) => take(event.currentTarget.value)} />
      {wrong && <small class="field-wrong">A whole number from {min} to {max.toLocaleString("en")}.</small>}
    </label>
  );
}
