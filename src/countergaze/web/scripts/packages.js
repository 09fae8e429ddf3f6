// Safeguards together: simulated alone and in pairs, else by sums of these.
import { byId } from "./marks.js";
import { copied } from "./sharing.js";

export function packages() {
  const sums = JSON.parse(byId("sums").textContent), boxes = byId("package");
  const chosen = () => [...boxes.querySelectorAll("input:checked")].map((one) => one.name);
  const sign = (text) => text.replace("-", "\u2212");
  const written = (value, digits) => value === null ? "none recorded" : sign(
    value.toLocaleString("en-GB", { minimumFractionDigits: Math.abs(value) < 100 ? digits : 0,
      maximumFractionDigits: Math.abs(value) < 100 ? digits : 0 }));
  const signed = (value, digits) => (value > 0 ? "+" : "") + written(value, digits);
  const difference = (names, k) => {
    const of = (...some) => sums.made[some.join(",")][k];
    if (!names.length) return { value: 0, half: 0 };
    if (names.length < 3) return { value: of(...names)[0], half: of(...names)[1] };
    let total = 0;
    names.forEach((one, place) => {
      total += of(one)[0];
      for (const other of names.slice(place + 1))
        total += of(one, other)[0] - of(one)[0] - of(other)[0];
    });
    return { value: total, half: null };
  };
  const tell = () => {
    const names = chosen();
    const estimated = names.length > 2;
    byId("depth").className = `depth ${estimated ? "estimated" : "advance"}`;
    byId("depth").textContent = !names.length ? "Tick one safeguard or more." : estimated
      ? "Estimated by sums of single safeguards and pairs; this package was not simulated."
      : `Simulated in advance: ${sums.pairs} pairs of ${
        sums.people.toLocaleString("en-GB")} people.`;
    const found = {};
    sums.indicators.forEach(({ name, digits }, k) => {
      const { value, half } = difference(names, k), base = sums.base[k];
      const [before, after, said] = document.querySelectorAll(`#told [data-name="${name}"] td`);
      const level = base === null || value === null ? null : base + value;
      found[name] = { base, level };
      before.textContent = written(base, digits);
      after.textContent = estimated && level !== null ? `about ${written(level, digits)}`
        : written(level, digits);
      if (!names.length || value === null) said.textContent = "";
      else if (estimated) said.textContent = `about ${signed(value, digits)}`;
      else if (value === 0 && !half) said.textContent = "the same in every pair";
      else if (half === null || Math.abs(value) <= half)
        said.textContent = "no difference detected";
      else said.textContent = `${signed(value, digits)} (${signed(value - half, digits)} to ${
        signed(value + half, digits)})`;
    });
    const link = `#baseline&baseline${names.length ? ":" : ""}${
      names.map((name) => `safeguards.${name}=1`).join(",")}`;
    if (byId("bench")) byId("bench").hash = link;
    if (byId("command")) byId("command").textContent = `countergaze compare ${
      link.slice(1).split("&").join(" ")} --seeds ${sums.pairs} --people ${sums.people} --weeks ${
      sums.weeks} --window ${sums.window}`;
    boxes.dataset.link = link;
    boxes.dispatchEvent(new CustomEvent("told", { detail: found }));
  };
  boxes.addEventListener("change", () => {
    tell();
    if (document.body.dataset.kind === "packages")
      history.replaceState(null, "", boxes.dataset.link);
  });
  byId("copy")?.addEventListener("click", () =>
    copied(new URL(boxes.dataset.at, location.href).href + boxes.dataset.link));
  for (const [, name] of decodeURIComponent(location.hash).matchAll(/safeguards\.(\w+)=1/g)) {
    const box = boxes.querySelector(`[name="${name}"]`);
    if (box) box.checked = true;
  }
  tell();
}
