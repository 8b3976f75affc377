/** The page's entry. */
import { render } from "preact";
import { Header } from "./header";
import { Watch } from "./views/watch/watch";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id “app”");
render(
  <>
    <Header />
    <Watch />
  </>,
  root,
);
