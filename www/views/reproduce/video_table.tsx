/** The table "Per video": worst first, sorted by pressing a heading; a press on a row opens the video's curve. */
import { COLUMNS, sortRows, WORST_FIRST, type Column } from "./columns";
import { showVideo } from "./evaluate";
import { count } from "./sentences";
import { reproduce } from "./store";
import { VideoFigure } from "./video_figure";

export function VideoTable() {
  const evaluated = reproduce.evaluated.value;
  if (evaluated === null) return null;
  const rows = sortRows(evaluated.videos, reproduce.sorting.value);
  const open = reproduce.video.value?.id;
  const columns = COLUMNS.filter(({ key }) => key !== "class" || evaluated.videos.some((row) => row.class !== ""));
  return (
    <section class="card per-video" aria-label="Videos">
      <div class="card-head">
        <h2 id="per-video">Per video</h2>
        <p class="hint">{count(rows.length, "video")}, worst first. Press a heading to sort, a video to see its curve.</p>
      </div>
      <VideoFigure />
      <div class="table-scroll tall">
        <table class="video-table" aria-labelledby="per-video">
          <thead><tr>{columns.map((column) => <Heading key={column.key} column={column} />)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} class={row.id === open ? "open" : ""} onClick={() => void showVideo(row.id)}>
                {columns.map((column) =>
                  column.key === "video" ? (
                    <th key={column.key} scope="row"><button type="button" class="row-button" aria-pressed={row.id === open}>{row.id}</button></th>
                  ) : (
                    <td key={column.key} class={column.numeric ? "number" : ""} title={column.key === "auroc" ? row.undefined : ""}>{column.text(row)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Heading({ column: { key, name, numeric } }: { readonly column: Column }) {
  const { column, descending } = reproduce.sorting.value;
  const sorted = column === key;
  const turn = () => (reproduce.sorting.value = sorted ? { column: key, descending: !descending } : key === WORST_FIRST.column ? WORST_FIRST : { column: key, descending: numeric });
  return (
    <th scope="col" class={numeric ? "number" : ""} {...(sorted && { "aria-sort": descending ? ("descending" as const) : ("ascending" as const) })}>
      <button type="button" class="sort-button" onClick={turn}>{name}<span aria-hidden="true" class="sort-sign">{sorted ? (descending ? "▼" : "▲") : "↕"}</span></button>
    </th>
  );
}
