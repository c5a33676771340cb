// Hangs the rows of a wall before it is painted, so that nothing moves: the breaks that keep all rows nearest to one
// height, and a last row that is not stretched. Without it the style sheet fills the rows by growth alone.
(() => {
  const LEAST = 0.72; // of the height a row aims at; lower ones look like ribbons
  const SLIMMEST = 96; // pixels; below that, nobody can read a title
  const reach = (list) => {
    const style = getComputedStyle(list);
    const aim = parseFloat(style.getPropertyValue("--row")) || 304;
    return { width: list.clientWidth, gap: parseFloat(style.columnGap) || 0, aim };
  };
  const known = new WeakMap(); // asking for a style again and again while the page arrives is what costs most
  const ratioOf = (item) => {
    if (!known.has(item)) known.set(item, parseFloat(getComputedStyle(item).getPropertyValue("--r")) || 1);
    return known.get(item);
  };

  // The cheapest way to break the first n tiles into rows, for every n; `from[n]` is where its last row begins.
  const breaks = (ratios, { width, gap, aim }) => {
    const cost = [0];
    const from = [0];
    for (let end = 1; end <= ratios.length; end++) {
      cost[end] = Infinity;
      let sum = 0;
      let slimmest = Infinity;
      for (let start = end - 1; start >= 0; start--) {
        sum += ratios[start];
        slimmest = Math.min(slimmest, ratios[start]);
        const high = (width - gap * (end - start - 1)) / sum / aim;
        const last = end === ratios.length;
        if (high < LEAST * 0.7 && start < end - 1) break;
        const off = last && high > 1 ? 0.04 : (high > 1 ? high - 1 : (1 - high) * 1.4) ** 2;
        const slim = end - start > 1 && slimmest * high * aim < SLIMMEST;
        const whole = cost[start] + off + (high < LEAST ? 1 : 0) + (slim ? 0.5 : 0);
        if (whole < cost[end]) [cost[end], from[end]] = [whole, start];
      }
    }
    const rows = [];
    for (let end = ratios.length; end > 0; end = from[end]) rows.unshift([from[end], end]);
    return rows;
  };

  const hang = (list) => {
    const items = [...list.children].filter((one) => one.tagName === "LI" && !one.hidden);
    const room = reach(list);
    if (!items.length || room.width < 1) return;
    const shapes = items.map(ratioOf);
    const rows = breaks(shapes, room);
    rows.forEach(([start, end], number) => {
      const sum = shapes.slice(start, end).reduce((all, one) => all + one, 0);
      const gaps = room.gap * (end - start - 1);
      const high = (room.width - gaps) / sum;
      const loose = number === rows.length - 1 && high > room.aim * 1.25;
      for (let at = start; at < end; at++) {
        const share = ((shapes[at] / sum) * 100).toFixed(4);
        items[at].style.width = loose
          ? `${Math.floor(Math.min(shapes[at] * room.aim, room.width))}px`
          : `calc((100% - ${(gaps + 0.1).toFixed(2)}px) * ${share / 100})`;
      }
    });
    list.classList.add("hung");
  };

  const walls = new Set();
  const sizes = new Map();
  const watching = new ResizeObserver((seen) => {
    for (const { target, contentRect } of seen) {
      if (sizes.get(target) === contentRect.width) continue;
      sizes.set(target, contentRect.width);
      hang(target);
    }
  });
  const find = () => {
    for (const list of document.querySelectorAll("ul.gallery:not(.masonry, .single, .as-they-come)")) {
      hang(list);
      if (walls.has(list)) continue;
      walls.add(list);
      sizes.set(list, list.clientWidth);
      watching.observe(list);
    }
  };
  const arriving = new MutationObserver((changes) => {
    if (changes.some((one) => one.target.closest?.(".gallery") || [...one.addedNodes].some((node) => node.querySelector?.(".gallery") || node.matches?.(".gallery")))) find();
  });
  arriving.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", find);

  // Back from a work, its picture returns to its place on the wall.
  const tileOf = (address) => address && document.querySelector(`a.tile[href="${CSS.escape(new URL(address).pathname)}"] .picture`);
  const named = (tile, transition) => {
    if (!tile || !transition) return;
    tile.style.viewTransitionName = "work";
    transition.finished.finally(() => { tile.style.viewTransitionName = ""; });
  };
  addEventListener("pageswap", (event) => named(tileOf(event.activation?.entry?.url), event.viewTransition));
  addEventListener("pagereveal", (event) => named(tileOf(globalThis.navigation?.activation?.from?.url), event.viewTransition));
})();
