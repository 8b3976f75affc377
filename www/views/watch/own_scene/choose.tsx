/** A combobox over a list of words. */
import { isWord } from "./script";

interface ChooseProps<K extends string> {
  readonly label: string;
  /** Said after the label, for those who do not see where the field stands. */
  readonly of?: string;
  readonly names: Readonly<Record<K, string>>;
  readonly value: K;
  readonly disabled: boolean;
  readonly onValue: (value: K) => void;
}

export function Choose<K extends string>({ label, of, names, value, disabled, onValue }: ChooseProps<K>) {
  return (
    <label class="field">
      <span>{label}{of !== undefined && <span class="visually-hidden"> {of}</span>}</span>
      <select
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          if (isWord(names, currentTarget.value)) onValue(currentTarget.value);
        }}
      >
        {Object.entries<string>(names).map(([word, name]) => <option key={word} value={word}>{name}</option>)}
      </select>
    </label>
  );
}
