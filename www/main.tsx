/** The page's entry. */
import { render, type ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Header } from "./header";
import { LazyView } from "./lazy_view";
import { NewerNote } from "./offline/newer_note";
import { keepForOffline, startNewest } from "./offline/offline";
import { view, type View } from "./route";
import { noteArrival } from "./session/arrival";
import { Watch } from "./views/watch/watch";

const TITLES: Readonly<Record<View, string>> = {
  watch: "Oddframe: find the odd moments in a video",
  reproduce: "Oddframe: reproduce a score",
  benchmark: "Oddframe: benchmark",
  learn: "Oddframe: learn",
};

/** Not part of the first download. */
const LATER: Readonly<Record<Exclude<View, "watch">, () => Promise<ComponentType>>> = {
  reproduce: () => import("./views/reproduce/reproduce").then(({ Reproduce }) => Reproduce),
  benchmark: () => import("./views/benchmark/benchmark").then(({ Benchmark }) => Benchmark),
  learn: () => import("./views/learn/learn").then(({ Learn }) => Learn),
};

function Page() {
  const shown = view.value;
  const first = useRef(true);
  useEffect(() => {
    document.title = TITLES[shown];
    // Whoever works by keyboard or listens begins at the top of the view that a link has opened.
    if (!first.current) {
      scrollTo(0, 0);
      document.querySelector("h1")?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [shown]);
  return (
    <>
      <Header />
      <NewerNote />
      {shown === "watch" ? <Watch /> : <LazyView key={shown} load={LATER[shown]} byLink={!first.current} />}
    </>
  );
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id “app”");
void startNewest().then(() => {
  render(<Page />, root);
  noteArrival("page", 0);
  return keepForOffline();
});
