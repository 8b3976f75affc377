/** One odd event of the visitor's own scene: what, when, for how long, where. */
import { NumberField } from "../../../fields/number_field";
import { Choose } from "./choose";
import { CLASSES, LONGEST_EVENT_S, SIDES, type OddEventScript } from "./script";

interface EventFieldsProps {
  readonly event: OddEventScript;
  /** From 1. */
  readonly number: number;
  /** Of the clip. */
  readonly seconds: number;
  readonly disabled: boolean;
  readonly onChange: (event: OddEventScript) => void;
  readonly onRemove: () => void;
}

export function EventFields({ event, number, seconds, disabled, onChange, onRemove }: EventFieldsProps) {
  const of = `in event ${number}`;
  return (
    <div class="own-event" role="group" aria-label={`Odd event ${number}`}>
      {/* Another class has another usual length. */}
      <Choose label="What" of={of} names={CLASSES} value={event.class} disabled={disabled} onValue={(value) => onChange({ ...event, class: value, length: null })} />
      <NumberField label="At second" of={of} value={event.at} min={0} max={Math.floor(seconds)} disabled={disabled} onValue={(at) => onChange({ ...event, at: at ?? 0 })} />
      <NumberField label="Seconds long" of={of} value={event.length} min={1} max={LONGEST_EVENT_S} placeholder="usual" disabled={disabled} onValue={(length) => onChange({ ...event, length })} />
      <Choose label="Side" of={of} names={SIDES} value={event.side} disabled={disabled} onValue={(side) => onChange({ ...event, side })} />
      <button type="button" class="button quiet" disabled={disabled} onClick={onRemove}>Remove<span class="visually-hidden"> odd event {number}</span></button>
    </div>
  );
}
