/** "Encoders and weights": what is at hand, what can be had and from whom. */
import { DropField } from "../../../fields/drop_field";
import { PUBLIC_WEIGHTS, type PublicWeights } from "../../../weights/public";
import { Progress } from "./progress";
import { encoding, type HeldWeights } from "./store";
import { addWeights, fetchWeights, keepWeights, removeWeights, useForScores } from "./weights";
import { megabytes, usesOf } from "./words";

export function WeightsPanel() {
  const work = encoding.work.value;
  const busy = work.kind !== "idle";
  return (
    <section class="card weights" id="weights" tabIndex={-1} aria-label="Encoders and weights">
      <h2>Encoders and weights</h2>
      <p class="hint">
        Published networks cannot come with the page; they can be loaded. A file is read where it lies, as data, nothing in it is run. It stays on this machine.
      </p>
      <DropField takes="file" label="Add weights" about="I3D .pt or .pth, CLIP .pt, .safetensors or .bin, LA-Net, PEL4VAD, DSANet, FastestDet" accept=".pt,.pth,.pkl,.bin,.safetensors,.onnx" filled={false} disabled={busy} onFiles={([first]) => { if (first !== undefined) void addWeights(first.file); }} />
      {work.kind === "busy" && work.unit === "bytes" && <Progress work={work} />}
      <Held busy={busy} />
      <details class="train public-weights">
        <summary>Where published weights are</summary>
        <ul aria-label="Published weights">{PUBLIC_WEIGHTS.map((entry) => <Offer key={entry.id} entry={entry} busy={busy} />)}</ul>
        <p class="hint">Fetched on your click and kept by this browser. Where a host does not let pages read its files, download by the link and add the file above.</p>
      </details>
    </section>
  );
}

function Held({ busy }: { readonly busy: boolean }) {
  const held = encoding.held.value;
  const room = encoding.room.value;
  const kept = held.filter(({ file }) => file === null);
  return (
    <>
      {held.length > 0 && <ul class="held" aria-label="Weights at hand">{held.map((entry) => <HeldRow key={entry.about.id} held={entry} busy={busy} />)}</ul>}
      {held.length > 0 && <p class="hint">With an encoder and a network that belong together the view Watch scores any clip: <a href="#/watch?method=dsanet-clip">DSANet on CLIP features</a>, <a href="#/watch?method=lanet-i3d">LA-Net on I3D features</a>.</p>}
      <p class="hint">
        {kept.length === 0 ? "Nothing is kept in this browser." : `Kept in this browser: ${megabytes(kept.reduce((sum, { about }) => sum + about.bytes, 0))}.`}
        {room !== null && ` It grants ${megabytes(room)} more.`}
      </p>
    </>
  );
}

function HeldRow({ held, busy }: { readonly held: HeldWeights; readonly busy: boolean }) {
  const { about, file } = held;
  const { facts, name, bytes, sha256, verified } = about;
  const scores = facts.uses.includes("lanet") || facts.uses.includes("dsanet");
  return (
    <li>
      <div class="held-words">
        <strong>{facts.model}</strong>
        <span class="hint">{name}, {megabytes(bytes)}, {facts.container}, {facts.tensors.toLocaleString("en")} tensors; {usesOf(facts.uses)}. {file === null ? "Kept." : "In this tab alone."}</span>
        <span class="hint">{verified === null ? "Not verified: no digest of this file is known here." : `Verified: the file of ${verified}.`}{about.licence !== null && ` ${about.licence}.`}</span>
        <code class="digest">SHA-256 {sha256}</code>
        {facts.notes.map((note) => <span key={note} class="hint">{note}</span>)}
      </div>
      <div class="held-ways">
        {scores && <button type="button" class="button small" disabled={busy} aria-label={`Score with these: ${name}`} onClick={() => void useForScores(held)}>Score with these</button>}
        {file !== null && <button type="button" class="button small" disabled={busy} aria-label={`Keep in this browser: ${name}`} onClick={() => void keepWeights(held)}>Keep in this browser</button>}
        <button type="button" class="button quiet small" disabled={busy} aria-label={file === null ? `Delete ${name}` : `Put away ${name}`} onClick={() => void removeWeights(held)}>{file === null ? "Delete" : "Put away"}</button>
      </div>
    </li>
  );
}

function Offer({ entry, busy }: { readonly entry: PublicWeights; readonly busy: boolean }) {
  const { name, file, url, megabytes: size, credit, home, licence, sha256, gitBlob } = entry;
  return (
    <li>
      <div class="held-words">
        <strong>{name}</strong>
        <span class="hint">
          {url === null ? file : <a href={url} rel="noreferrer">{file}</a>}, about {size} MB, by <a href={home} target="_blank" rel="noreferrer">{credit}</a>, {licence}.{" "}
          {url === null ? "Download it from there, then add it above." : `From ${new URL(url).host}; ${sha256 === null && gitBlob === null ? "no digest is known to hold it against" : "held against its known digest"}.`}
        </span>
      </div>
      {url !== null && <button type="button" class="button small" disabled={busy} aria-label={`Fetch and keep ${file} by ${credit}`} onClick={() => void fetchWeights(entry)}>Fetch and keep</button>}
    </li>
  );
}
