// Screen 6: a square of the diagram is a world of the bench.
import { byId } from "./marks.js";

export function phase() {
  const told = byId("squares"), svg = document.querySelector("svg.phase");
  if (!told) return;
  const squares = JSON.parse(told.textContent), wide = squares.links.length;
  const axes = [byId("axis-links"), byId("axis-integrity")];
  const marks = [...svg.querySelectorAll("rect:not([fill])")];
  const numbers = Object.entries(squares.options);
  const tell = () => {
    const [k, j] = axes.map((one) => Number(one.value));
    const [links, integrity] = [squares.links[k], squares.integrity[j]];
    axes.forEach((one, place) => {
      const value = [links, integrity][place];
      one.nextElementSibling.textContent = value;
      one.setAttribute("aria-valuetext", value);
    });
    const [region, harm, full, soft] = squares.told[j * wide + k];
    byId("square").textContent = `${region}. ${squares.harm}: ${harm.toLocaleString("en-GB")}; ${
      full ? "over capacity" : "not over capacity"}. ${soft
      ? "In more than a quarter of the worlds that fit the facts it is in another region."
      : "It is in the same region in three of four worlds that fit the facts, or more."}`;
    const [across, down, honest] = squares.keys;
    const arms = [squares.reference,
      `baseline:${across}=${links},${down}=${links},${honest}=${integrity}`];
    byId("command").textContent = `countergaze compare ${arms.join(" ")} ${
      numbers.map(([name, value]) => `--${name} ${value}`).join(" ")}`;
    if (byId("bench")) byId("bench").hash = `#${arms.join("&")}&${
      numbers.map(([name, value]) => `--${name}=${value}`).join("&")}`;
    for (const one of svg.querySelectorAll(".chosen")) one.remove();
    const chosen = marks[j * wide + k].cloneNode();
    chosen.setAttribute("class", "chosen");
    marks[0].parentNode.append(chosen);
  };
  for (const one of axes) one.addEventListener("input", tell);
  svg.addEventListener("click", (event) => {
    const place = marks.indexOf(event.target);
    if (place < 0) return;
    [axes[0].value, axes[1].value] = [place % wide, Math.floor(place / wide)];
    tell();
    if (byId("bench")) location.assign(byId("bench").href);
  });
  const near = (values, at) => values.reduce((best, value, place) =>
    Math.abs(value - at) < Math.abs(values[best] - at) ? place : best, 0);
  [axes[0].value, axes[1].value] = [near(squares.links, 0.55), near(squares.integrity, 0.7)];
  tell();
}
