// Run in the page by the tests: what has no name, and what is too faint to read (contrast below 4.5).
var nameless = () => [...document.querySelectorAll("button, input, select, textarea, a, [role=button]")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.getAttribute("aria-label") || node.innerText?.trim() || node.labels?.length || node.title))
  .map((node) => node.outerHTML.slice(0, 120));

var parts = (text) => {
  const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
  return text.startsWith("color(") ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
};
var lightness = (colour) => {
  const [red, green, blue] = colour.map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
var behind = (node) => {
  const stack = [];
  for (let at = node; at; at = at.parentElement) {
    stack.push(parts(getComputedStyle(at).backgroundColor));
    if (stack.at(-1)[3] === 1) break;
  }
  return stack.reverse().reduce((under, over) => under.map((value, at) => (at < 3 ? over[at] * over[3] + value * (1 - over[3]) : 1)), [255, 255, 255, 1]);
};
var faint = () => [...document.querySelectorAll("body *")].flatMap((node) => {
  const words = [...node.childNodes].find((child) => child.nodeType === 3 && child.textContent.trim());
  if (!words || !node.checkVisibility() || node.closest(".unseen, :disabled, .spoiler, .skip")) return [];
  const style = getComputedStyle(node);
  if (style.fontSize === "0px") return [];
  const [one, other] = [lightness(parts(style.color)), lightness(behind(node))];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  return ratio < 4.5 ? [`${ratio.toFixed(2)} ${node.className} ${words.textContent.trim().slice(0, 30)}`] : [];
});

