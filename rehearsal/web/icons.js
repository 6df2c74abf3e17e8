// Small drawn signs, so that no font is needed for them.
const PATHS = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7zm1.6 0h2.8V5a1.4 1.4 0 0 0-2.8 0z",
  clock: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm0 1.6a4.9 4.9 0 1 0 0 9.8 4.9 4.9 0 0 0 0-9.8zM7.2 4.5h1.6v3.2l2.2 1.3-.8 1.4-3-1.8z",
  plus: "M7.1 3h1.8v4.1H13v1.8H8.9V13H7.1V8.9H3V7.1h4.1z",
  send: "M2 2.5 14.5 8 2 13.5V9.2L9 8 2 6.8z",
  eye: "M8 3.5c3.5 0 5.9 2.8 6.7 4.5-.8 1.7-3.2 4.5-6.7 4.5S2.1 9.7 1.3 8C2.1 6.3 4.5 3.5 8 3.500zm0 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  warning: "M8 1.5 15.3 14H.7zM7.2 6v4h1.600V6zm0 5v1.600h1.600V11z",
  file: "M4 1.500h5L12.5 5v9.500H4zm4.5 1.400V5.500h2.600z",
  thread: "M4 2v6.500h7M9 6l2.5 2.500L9 11",
  ring: "M11.5 3.200A6 6 0 1 0 14 8h-2.200a3.8 3.8 0 1 1-1.6-3.100z",
};

/** An icon; it is decoration, so give the control a name of its own. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `drawn ${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  if (name !== "thread") path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}
