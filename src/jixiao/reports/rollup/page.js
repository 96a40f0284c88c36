"use strict";
// Sorts, filters and pages the tables of this page.  Whatever comes from a workbook is set as text, never as markup.
(() => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const collator = new Intl.Collator("zh-Hans-CN", { numeric: true, sensitivity: "base" });
  const number = new Intl.NumberFormat("en-US");
  const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // What the page itself wrote as an address: beside it, below it, or on a drive of this computer.
  const OURS = /^(?:\.{1,2}\/|file:\/\/\/[A-Za-z]:\/)/;

  function shown(value, shape) {
    if (value === null) return "";
    if (typeof value === "string") {
      const words = config.words[shape];
      return words && Object.keys(words).includes(value) ? words[value] : value;
    }
    // Carried figures are rounded already, so that no half is left to round here.
    if (shape === "ratio") return `${(value * 100).toFixed(2)}%`;
    if (shape === "money") return money.format(value);
    return shape === "points" ? value.toFixed(2) : String(value);
  }

  class Table {
    constructor(block) {
      this.block = block;
      this.store = block.querySelector("script[type='application/json']");
      this.body = block.querySelector("tbody");
      this.heads = [...block.querySelectorAll("th")];
      this.search = block.querySelector("input[type=search]");
      this.selects = [...block.querySelectorAll("select")];
      this.count = block.querySelector(".count");
      this.more = block.querySelector(".more");
      this.paper = block.querySelector(".paper");
      this.shown = this.body.rows.length;
      this.sorted = { column: -1, turn: 0 };
      this.keys = new Map();
      this.stacks = [];
      this.heads.forEach((head, column) => head.firstElementChild.addEventListener("click", () => this.sort(column)));
      let waiting = 0;
      this.search?.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => this.renew(), 150);
      });
      this.selects.forEach((each) => each.addEventListener("change", () => this.renew()));
      this.more?.querySelector(".next").addEventListener("click", () => this.extend(this.shown + config.step));
    }

    // A long table is read when it is first needed, not when the page opens.
    get data() {
      if (!this.parsed) {
        this.parsed = JSON.parse(this.store.textContent);
        this.store.textContent = "";
        this.order = this.parsed.rows.map((_, index) => index);
      }
      return this.parsed;
    }

    // The value of a cell: a repeated word is carried once, a row has its number.
    value(row, column) {
      const cell = this.data.rows[row][column];
      const words = this.data.words[column];
      if (words && cell !== null) return words[cell];
      return Array.isArray(cell) ? cell[0] : cell;
    }

    // ---- order ----

    key(column) {
      if (this.keys.has(column)) return this.keys.get(column);
      const order = Object.keys(config.words[this.data.shapes[column]] || {});
      const found = this.data.rows.map((_, row) => this.value(row, column));
      const texts = [...new Set(found.filter((each) => typeof each === "string"))];
      texts.sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || collator.compare(a, b));
      const places = new Map(texts.map((each, place) => [each, 1e300 + place * 1e290]));
      const keys = Float64Array.from(found, (each) => (each === null ? NaN : typeof each === "number" ? each : places.get(each)));
      this.keys.set(column, keys);
      return keys;
    }

    sort(column) {
      const figures = this.heads[column].dataset.figures !== undefined;
      const turns = figures ? [-1, 1, 0] : [1, -1, 0];
      const before = this.sorted.column === column ? turns.indexOf(this.sorted.turn) : -1;
      this.sorted = { column, turn: turns[(before + 1) % 3] };
      this.heads.forEach((head) => head.removeAttribute("aria-sort"));
      if (this.sorted.turn) this.heads[column].setAttribute("aria-sort", this.sorted.turn > 0 ? "ascending" : "descending");
      this.renew();
    }

    // ---- which rows ----

    haystack(row) {
      if (this.stacks[row] === undefined) {
        this.stacks[row] = this.data.shapes.map((shape, column) => {
          const cell = this.data.rows[row][column];
          return `${shown(this.value(row, column), shape)}${Array.isArray(cell) && cell[2] ? `\n${cell[2]}` : ""}`;
        }).join("\n").toLowerCase();
      }
      return this.stacks[row];
    }

    renew() {
      const { rows, choices } = this.data;
      const needles = (this.search?.value || "").toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = this.selects.filter((each) => each.value !== "").map((each) => {
        const column = Number(each.dataset.column);
        return [column, choices[column][Number(each.value)]];
      });
      const order = [];
      for (let row = 0; row < rows.length; row += 1) {
        if (wanted.every(([column, value]) => this.value(row, column) === value) && (!needles.length || needles.every((each) => this.haystack(row).includes(each)))) order.push(row);
      }
      const { column, turn } = this.sorted;
      if (turn) {
        const keys = this.key(column);
        const figures = this.heads[column].dataset.figures !== undefined;
        // Words among figures come after them, an empty cell last, whichever way; equal ones stay as they stood.
        const group = (row) => (Number.isNaN(keys[row]) ? 2 : figures && keys[row] >= 1e300 ? 1 : 0);
        order.sort((a, b) => group(a) - group(b) || turn * (keys[a] - keys[b]) || a - b);
      }
      this.order = order;
      this.body.textContent = "";
      this.shown = 0;
      this.extend(config.first);
      this.block.querySelector(".scroll").scrollTop = 0;
    }

    // ---- rows on the screen ----

    extend(upTo) {
      const rows = this.data.rows;
      const end = Math.min(upTo, this.order.length);
      const added = document.createDocumentFragment();
      for (let at = this.shown; at < end; at += 1) added.append(this.line(rows[this.order[at]], this.order[at]));
      this.body.append(added);
      this.shown = end;
      this.tell();
    }

    line(cells, row) {
      const line = document.createElement("tr");
      cells.forEach((cell, column) => {
        const shape = this.data.shapes[column];
        const value = this.value(row, column);
        const td = document.createElement("td");
        td.className = this.kind(value, shape, column);
        if (Array.isArray(cell)) this.link(td, cell);
        else td.textContent = shown(value, shape);
        line.append(td);
      });
      return line;
    }

    kind(value, shape, column) {
      const place = config.words[shape] ? Object.keys(config.words[shape]).indexOf(value) : -1;
      const heat = this.data.heat;
      let kind = place < 0 ? shape : `${shape} ${shape}-${place}`;
      if (heat && heat.columns.includes(column) && typeof value === "number") {
        const level = Math.floor(((value - heat.low) / (heat.high - heat.low)) * 8 + 0.5);
        if (level > 0) kind += ` ${heat.kind}-${level}`;
      }
      return kind;
    }

    link(td, [text, address, place]) {
      const target = this.data.addresses[address];
      if (target !== undefined && target !== null && OURS.test(target)) {
        const link = document.createElement("a");
        link.href = target;
        link.textContent = text;
        td.append(link);
      } else td.textContent = text;
      if (place) {
        const where = document.createElement("span");
        where.className = "place";
        where.textContent = place;
        td.append(where);
      }
    }

    tell() {
      const whole = this.data.rows.length;
      const found = this.order.length;
      const all = `共 ${number.format(whole)} 行`;
      if (this.count) this.count.textContent = `${found < whole ? `筛选出 ${number.format(found)} 行，${all}` : all}${this.shown < found ? `，显示前 ${number.format(this.shown)} 行` : ""}`;
      if (this.more) this.more.hidden = this.shown >= found;
    }

    // ---- paper ----

    // What is filtered is printed, up to a limit; what is left is said.
    print() {
      const found = this.parsed ? this.order.length : Number(this.block.dataset.rows);
      const screen = this.shown;
      // At least as many as are shown: whoever wants more on paper shows more first.
      const most = Math.max(100, Math.floor(config.cells / this.heads.length));
      if (found > screen && most > screen) this.extend(most);
      if (this.paper) {
        const filtered = this.parsed && found < this.data.rows.length ? `筛选出 ${number.format(found)} 行` : `共 ${number.format(found)} 行`;
        this.paper.textContent = this.shown < found ? `${filtered}，只打印前 ${number.format(this.shown)} 行；先筛选或在屏幕上多显示几行再打印，或打印工作簿。` : filtered;
      }
      this.screen = screen;
    }

    printed() {
      while (this.body.rows.length > this.screen) this.body.lastElementChild.remove();
      if (this.shown !== this.screen) {
        this.shown = this.screen;
        this.tell();
      }
    }
  }

  document.documentElement.classList.add("js");
  const tables = [...document.querySelectorAll(".block[data-rows]")].map((block) => new Table(block));
  const folded = [...document.querySelectorAll("details")];
  let printing = false;
  addEventListener("beforeprint", () => {
    if (printing) return;
    printing = true;
    tables.forEach((each) => each.print());
    folded.forEach((each) => { each.dataset.was = each.open ? "open" : ""; each.open = true; });
  });
  addEventListener("afterprint", () => {
    if (!printing) return;
    printing = false;
    tables.forEach((each) => each.printed());
    folded.forEach((each) => { each.open = each.dataset.was === "open"; });
  });

  // The navigation shows which page is being read: the last one whose heading is above the middle of the window.
  const links = [...document.querySelectorAll("nav a")];
  const pages = links.map((link) => document.getElementById(link.hash.slice(1)));
  let asked = false;
  function mark() {
    asked = false;
    let current = 0;
    pages.forEach((page, place) => { if (page.getBoundingClientRect().top < innerHeight / 3) current = place; });
    links.forEach((link, place) => (place === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }
  addEventListener("scroll", () => { if (!asked) { asked = true; requestAnimationFrame(mark); } }, { passive: true });
  mark();
})();
