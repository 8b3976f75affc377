import { serveOddframe } from "./oddframe";

serveOddframe("gpu");
