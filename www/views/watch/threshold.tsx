/** The slider "Threshold", in the unit of the curve on the table. */
import { axisTop, shownUnit, watch } from "./store";
import { written } from "./units";

export function Threshold() {
  const unit = shownUnit();
  const threshold = watch.thresholds[unit.key];
  const { min, step } = unit.threshold;
  return (
    <label class="threshold">
      <span>Threshold</span>
      <input
        type="range"
        aria-label="Threshold"
        aria-valuetext={`${written(threshold.value, unit)}, ${unit.name}`}
        min={min}
        max={Math.max(axisTop(unit), threshold.value)}
        step={step}
        value={threshold.value}
        onInput={(event) => (threshold.value = event.currentTarget.valueAsNumber)}
      />
      <output>{written(threshold.value, unit)}</output>
    </label>
  );
}
