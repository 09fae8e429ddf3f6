// What a page holds: HTML comes whole from our own templates; what streams in is put into marks
// by attribute and into text by content.
export const byId = (id) => document.getElementById(id);
export const say = (text) => { byId("status").textContent = text; };

// The policy allows no styles in marks; what names one is given it here.
export function styled(place) {
  for (const one of place.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
}

// Put a fragment in place of another, keeping open what was open and styled what names styles.
export function put(place, html) {
  const open = [...place.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = document.activeElement && place.contains(document.activeElement)
    ? document.activeElement.id : "";
  if (typeof html === "string") {
    const made = document.createElement("template");
    made.innerHTML = html;
    place.replaceChildren(made.content);
  } else place.replaceChildren(html);
  styled(place);
  for (const id of open) if (byId(id)) byId(id).open = true;
  if (focused && byId(focused)) byId(focused).focus();
  place.dispatchEvent(new CustomEvent("put", { bubbles: true }));
}

export function mark(name, d) {
  for (const svg of document.querySelectorAll(`figure[data-indicator="${CSS.escape(name)}"] svg`)) {
    let path = svg.querySelector(".live");
    if (!path) {
      path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", "live");
      svg.append(path);
    }
    path.setAttribute("d", d);
  }
}
