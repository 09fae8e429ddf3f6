// Starts the screen that a page is.
import { bench } from "./bench.js";
import { follow } from "./life.js";
import { styled } from "./marks.js";
import { packages } from "./packages.js";
import { phase } from "./phase.js";
import { question } from "./question.js";
import { story } from "./story.js";

const screens = { phase, packages, story, question, bench, effects: bench, follow };
window.addEventListener("DOMContentLoaded", () => {
  styled(document);
  screens[document.body.dataset.kind]?.();
});
