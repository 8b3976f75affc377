import "@tensorflow/tfjs-backend-webgpu";
import { serveTensorflow } from "./tensorflow";

serveTensorflow("webgpu", () => undefined);
