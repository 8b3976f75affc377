/** A clip from the visitor's camera; the recording stays in this tab. */
import { useEffect, useRef, useState } from "preact/hooks";
import { recordWebcam, type Recording } from "../../media/webcam";
import { toFailure } from "../../session/client";
import { takeFiles } from "./clip";
import { NumberField } from "../../fields/number_field";
import { watch } from "./store";

/** Seconds; 20 is where the method begins to have enough to learn from. */
const DEFAULT_SECONDS = 20;
const SECONDS = { min: 5, max: 120 } as const;

export function Webcam() {
  const [seconds, setSeconds] = useState(DEFAULT_SECONDS);
  const [recording, setRecording] = useState<Recording | null>(null);
  const preview = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (preview.current !== null && recording !== null) preview.current.srcObject = recording.stream;
  }, [recording]);
  useEffect(() => () => recording?.stop(), [recording]);

  const record = async () => {
    watch.failure.value = null;
    try {
      const begun = await recordWebcam(seconds);
      setRecording(begun);
      const file = await begun.file;
      setRecording(null);
      if (watch.choice.value.kind === "webcam") await takeFiles([file], { kind: "webcam" });
    } catch (error) {
      setRecording(null);
      watch.failure.value = toFailure(error);
    }
  };
  return (
    <div class="about webcam">
      <p>Put the camera down so that it does not move, and let something ordinary happen most of the time.</p>
      <div class="picker-row">
        <NumberField label="Seconds" value={seconds} min={SECONDS.min} max={SECONDS.max} disabled={recording !== null} onValue={(value) => setSeconds(value ?? DEFAULT_SECONDS)} />
        {recording === null ? (
          <button type="button" class="button" onClick={() => void record()}>Record</button>
        ) : (
          <button type="button" class="button" onClick={() => recording.stop()}>Stop recording</button>
        )}
      </div>
      {recording !== null && <video class="preview" ref={preview} muted autoplay playsInline aria-label="What the camera sees" />}
    </div>
  );
}
