// The date slider. Without a day the drawing shows all time.

const timeline = daysNamed();

// First and last day that any fact names, and every day on which something certainly begins or ends.
function daysNamed() {
  const turns = new Set();
  let [first, last] = [Infinity, -Infinity];
  const note = (day) => {
    if (!Number.isFinite(day)) return;
    first = Math.min(first, day);
    last = Math.max(last, day);
  };
  for (const f of factsInUse()) {
    const { begins, ends } = spans[f];
    for (const day of [...begins, ...(ends ?? [])]) note(day);
    for (const day of begins) if (Number.isFinite(day)) turns.add(day);
    if (ends) for (const day of [ends[0], ends[1] + 1]) if (Number.isFinite(day)) turns.add(day);
  }
  note(dayNumber(drawing.caption.as_of) ?? NaN);
  return { first, last, turns: [...turns].filter((day) => day <= last).sort((a, b) => a - b) };
}

function factsInUse() {
  return new Set([...edges.map((e) => e.fact), ...nodes.flatMap((n) => n.listings)]);
}

function startDates() {
  const [slider, field, all] = [byId("day"), byId("day-typed"), byId("all-time")];
  if (timeline.first === Infinity) {
    byId("time").hidden = true;
    return;
  }
  slider.setAttribute("min", timeline.first);
  slider.setAttribute("max", timeline.last);
  slider.addEventListener("input", () => change({ day: Number(slider.value) }));
  slider.addEventListener("keydown", (event) => {
    const years = { PageUp: 1, PageDown: -1 }[event.key];
    if (!years) return;
    event.preventDefault();
    change({ day: within(yearsOn(state.day ?? Number(slider.value), years)) });
  });
  field.addEventListener("change", () => {
    const day = dayNumber(field.value.trim());
    field.setAttribute("aria-invalid", String(day === null && field.value.trim() !== ""));
    if (day === null)
      return field.value.trim() ? say(`“${visible(field.value, 30)}” is no day; write it as 2019-10-09.`) : change({ day: null });
    change({ day: within(day) });
    if (day !== state.day)
      say(
        `This page knows the days from ${dayText(timeline.first)} to ${dayText(timeline.last)}; it shows ${dayText(state.day)}.`,
      );
  });
  all.addEventListener("click", () => change({ day: state.day === null ? Number(slider.value) : null }));
  byId("day-before").addEventListener("click", () =>
    stepTo(timeline.turns.filter((d) => d < (state.day ?? timeline.last + 1)).at(-1)),
  );
  byId("day-after").addEventListener("click", () => stepTo(timeline.turns.find((d) => d > (state.day ?? timeline.first - 1))));
  drawYears();
  onChange((changed) => changed.has("day") && updateDates());
  updateDates();
}

function within(day) {
  return Math.min(timeline.last, Math.max(timeline.first, day));
}

function yearsOn(day, years) {
  const date = new Date(day * 86400000);
  const month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  if (date.getUTCMonth() !== month) date.setUTCDate(0); // 29 February
  return date.getTime() / 86400000;
}

function stepTo(day) {
  if (day === undefined) return say("Nothing in this page begins or ends beyond this day.");
  change({ day });
  say(`${dayText(day)}: ${whatTurns(day)}`);
}

// What begins or ends on a day, in words; the first three facts by title.
function whatTurns(day) {
  const found = [];
  for (const f of factsInUse()) {
    const { begins, ends } = spans[f];
    const title = shortened(facts[f].title, 80);
    if (day === begins[0] && day === begins[1]) found.push(`${title} begins`);
    else if (day === begins[0]) found.push(`${title} may begin from here on`);
    else if (day === begins[1]) found.push(`${title} has begun by now`);
    else if (ends && day === ends[1] + 1) found.push(`${title} has ended`);
    else if (ends && day === ends[0]) found.push(`${title} may end from here on`);
  }
  return found.slice(0, 3).join("; ") + (found.length > 3 ? `; and ${found.length - 3} more` : "") + ".";
}

function updateDates() {
  const on = state.day !== null;
  const [slider, field, all] = [byId("day"), byId("day-typed"), byId("all-time")];
  slider.value = on ? state.day : timeline.last;
  slider.classList.toggle("off", !on);
  slider.setAttribute("aria-valuetext", on ? dayText(state.day) : "all time");
  field.value = on ? dayText(state.day) : "";
  all.setAttribute("aria-pressed", String(!on));
  byId("time-key").classList.toggle("all", !on);
}

// How many facts can have begun in each year, as bars over the slider.
function drawYears() {
  const counts = tally(
    [...factsInUse()]
      .map((f) => spans[f].begins.find(Number.isFinite))
      .filter((d) => d !== undefined)
      .map((d) => dayText(d).slice(0, 4)),
  );
  const most = Math.max(...counts.values());
  const width = timeline.last - timeline.first || 1;
  const bars = [...counts].map(([year, count]) => {
    const [from, to] = [dayNumber(`${year}-01-01`), dayNumber(`${year}-12-31`)].map(
      (d) => ((within(d) - timeline.first) / width) * 1000,
    );
    const height = Math.max(2, 24 * Math.sqrt(count / most));
    return svg("rect", {
      x: fixed(from + 1),
      y: fixed(24 - height),
      width: fixed(Math.max(2, to - from - 2)),
      height: fixed(height),
    });
  });
  byId("years").append(svg("svg", { viewBox: "0 0 1000 24", preserveAspectRatio: "none", "aria-hidden": "true" }, bars));
  byId("first-day").textContent = dayText(timeline.first).slice(0, 4);
  byId("last-day").textContent = dayText(timeline.last).slice(0, 4);
}
