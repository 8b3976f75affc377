import { serveOddframe } from "./oddframe";

serveOddframe("cpu");
