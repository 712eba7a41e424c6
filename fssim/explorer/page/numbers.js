"use strict";
// What the page is made from, numbers as people read them, and elements of the page.
const data = JSON.parse(document.getElementById("sweep").textContent);
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const floats = (text) => new Float32Array(bytes(text).buffer);
const doubles = (text) => new Float64Array(bytes(text).buffer);
const find = (id) => document.getElementById(id);

function number(value) {
  if (Number.isNaN(value)) return "-";
  const size = Math.abs(value);
  if (size < 0.00005) return "0";
  if (size >= 999999.5) return `${number(value / 1e6)}m`;
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 4;
  const [whole, part] = value.toFixed(decimals).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
}

function signed(value) {
  const text = number(value);
  return value > 0 && text !== "0" ? `+${text}` : text;
}

const interval = (low, high, write) =>
  Number.isNaN(low) ? "-" : low === high ? "in every replication" : `${write(low)} to ${write(high)}`;
const withUnit = (text, unit) => (unit.startsWith("%") ? text + unit : `${text} ${unit}`.trim());
const differenceWithUnit = (text, unit) => withUnit(text, unit.startsWith("%") ? ` points${unit.slice(1)}` : unit);
const dated = (iso) =>
  new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}

function table(title, heads, rows, className = "") {
  const head = element("tr", {}, ...heads.map(([words, kind]) => element("th", { scope: "col", class: kind }, words)));
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell, place) =>
      place ? element("td", { class: heads[place][1] }, cell) : element("th", { scope: "row" }, cell))));
  return element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": `${title}: table` },
    element("table", { class: className }, element("caption", {}, element("span", {}, title)),
      element("thead", {}, head), element("tbody", {}, ...body)));
}

function folded(title, ...inside) {
  return element("details", { class: "numbers" }, element("summary", {}, title), ...inside);
}

function fill(select, options) {
  select.replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
}

// Round numbers, about so many, from one end to the other.
function ticks(low, high, count) {
  const rough = (high - low || Math.abs(high) || 1) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough);
  const places = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) places.push(at * step);
  return places;
}
