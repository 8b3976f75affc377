/** Recording a clip with the visitor's camera. Runs on the page; the recording never leaves it. */

import { MediaFailure, wordsOf } from "./failure";

/** A recording under way. */
export interface Recording {
  /** For a preview in a `<video>` element. */
  readonly stream: MediaStream;
  /** Resolves when the time is over or `stop` was called. */
  readonly file: Promise<File>;
  /** Ends early and keeps what was recorded. */
  stop(): void;
}

/** Containers in order of preference; the first that the browser records is taken. */
const TYPES = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
/** Asked of the camera: the analysis works on at most 640 wide and about 15 frames a second. */
const WANTED: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

/** Asks for the camera and records `seconds`; throws `MediaFailure`. */
export async function recordWebcam(seconds: number): Promise<Recording> {
  // Absent outside https and localhost, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined || typeof MediaRecorder === "undefined") {
    throw new MediaFailure("unsupported", "This page may not use a camera: that needs https and a browser that records.", "Record with another program and upload the file.");
  }
  const stream = await devices.getUserMedia({ video: WANTED, audio: false }).catch((error: unknown) => {
    throw cameraFailure(error);
  });
  return start(stream, seconds);
}

function start(stream: MediaStream, seconds: number): Recording {
  const type = TYPES.find((candidate) => MediaRecorder.isTypeSupported(candidate));
  const recorder = new MediaRecorder(stream, type === undefined ? {} : { mimeType: type });
  const chunks: Blob[] = [];
  const stop = (): void => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const timer = setTimeout(stop, seconds * 1000);
  const file = new Promise<File>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    recorder.onerror = () => {
      reject(new MediaFailure("cannot-decode", "The recording broke off.", "Check that the camera is still connected, then record again."));
    };
    recorder.onstop = () => {
      resolve(new File(chunks, `webcam.${recorder.mimeType.includes("mp4") ? "mp4" : "webm"}`, { type: recorder.mimeType }));
    };
  }).finally(() => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
  });
  recorder.start();
  return { stream, file, stop };
}

/** The names are those of W3C Media Capture and Streams §10.2. */
function cameraFailure(error: unknown): MediaFailure {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotFoundError":
    case "OverconstrainedError":
      return new MediaFailure("unsupported", "No camera was found.", "Connect one and try again, or upload a video.", error);
    case "NotAllowedError":
    case "SecurityError":
      return new MediaFailure("unsupported", "The camera was not allowed.", "Allow it in the browser's address bar (the camera symbol), then try again; nothing is sent anywhere.", error);
    case "NotReadableError":
    case "AbortError":
      return new MediaFailure("unsupported", "The camera is in use or does not answer.", "Close other programs that use it, then try again.", error);
    default:
      return new MediaFailure("unknown", `The camera could not be opened: ${wordsOf(error)}.`, "Try again, or upload a video.", error);
  }
}
