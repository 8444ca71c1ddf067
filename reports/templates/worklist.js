"use strict";
// Without this script the list is read and printed. Nothing here leaves the page by itself: what is
// typed becomes one text, which a person copies or saves. monitor/review/offline_text.py reads it.
(() => {
  const at = (id) => document.getElementById(id);
  const list = document.querySelector("main").dataset;
  const cards = [...document.querySelectorAll("li[data-id]")];
  const key = `monitor-list ${list.county} ${list.name} ${list.on}`;
  const looks = ["link", "newest", "none_since"];
  const typed = [...looks, "seen", "note"];
  const day = "(?:[今昨前]天|(?:\\d{4} *[-/.年] *)?\\d{1,2} *[-/.月] *\\d{1,2} *日?)";
  const time = " *(?:[上下]午|晚上)? *\\d{1,2}(?:[:：]\\d{2}|[点时])";
  const moment = new RegExp(`^(?:刚刚|\\d+ *(?:分钟|小时|天)前|${day}(?:${time})?)$`);
  let all = {};
  let dirty = false;

  const keep = () => { try { localStorage.setItem(key, JSON.stringify({ who: at("who").value, all })); } catch (gone) { /* the page itself holds it */ } };
  const filled = (one) => Boolean(one) && (looks.some((name) => one[name]) || one.all_good || Object.keys(one.items).length > 0);
  const asked = (card) => card.dataset.items.split(" ").filter(Boolean);
  const name = (card) => card.querySelector(".name").textContent;

  const answers = (card, one) => {
    const said = { good: [], bad: [] };
    for (const item of asked(card)) {
      const word = one.items[item] || (one.all_good ? "是" : "");
      if (word) { said[word === "是" ? "good" : "bad"].push(item); }
    }
    return said;
  };

  const faults = (card, one) => {
    const wrong = [];
    if (looks.filter((field) => one[field]).length > 1) { wrong.push("所见三项只填一项"); }
    if (one.link && !/[\w-]\.[a-z]{2,}/i.test(one.link)) { wrong.push("分享文字里没有网址"); }
    for (const [field, words] of [["newest", "最新内容的时间"], ["none_since", "没有内容的起始时间"], ["seen", "查看时间"]]) {
      const never = field === "none_since" && /^从未/.test(one[field] || "");
      if (one[field] && !never && !moment.test(one[field])) { wrong.push(`${words}请写成“2021-12-30 09:00”或“昨天 16:20”`); }
    }
    if (answers(card, one).bad.length && !one.note) { wrong.push("答“否”的须写备注"); }
    if (!filled(one) && (one.note || one.seen)) { wrong.push("还没有填所见或者核对结果"); }
    return wrong;
  };

  const show = () => {
    let done = 0;
    const amiss = [];
    const pictures = [];
    for (const card of cards) {
      const one = all[card.dataset.id];
      const wrong = one ? faults(card, one) : [];
      const state = card.querySelector(".state");
      if (filled(one)) { done += 1; }
      if (wrong.length) { amiss.push(name(card)); }
      if (one && one.none_since) { pictures.push(name(card)); }
      state.className = wrong.length ? "state amiss" : "state";
      state.value = wrong.length ? `${wrong.join("；")}。` : !filled(one) ? "" : one.none_since ? "已填，须另附截图" : "已填";
    }
    at("progress").value = `已填 ${done}/${cards.length}` + (amiss.length ? `，${amiss.length} 个须核对` : "");
    at("pictures").textContent = pictures.length ? `须另附截图 ${pictures.length} 个：${pictures.join("、")}。` : "";
    at("amiss").textContent = amiss.length ? `请核对 ${amiss.length} 个：${amiss.join("、")}。` : "";
    at("made").hidden = true; // what was gathered before is no longer all
    return done;
  };

  const read = (card) => {
    const before = all[card.dataset.id] || { items: {} };
    const one = { items: {} };
    for (const field of card.querySelectorAll(".fields [name]")) {
      const value = field.type === "checkbox" ? field.checked : field.value.trim();
      if (value && field.name.startsWith("item-")) { one.items[field.name.slice(5)] = value; } else if (value) { one[field.name] = value; }
    }
    // when they looked is when they wrote what they saw: a remark added later is no second look
    const same = before.at && looks.every((field) => (one[field] || "") === (before[field] || ""));
    one.at = same ? before.at : Math.floor(Date.now() / 1000);
    if (filled(one) || one.note || one.seen) { all[card.dataset.id] = one; } else { delete all[card.dataset.id]; }
    dirty = true;
    keep();
    show();
  };

  const build = (card) => {
    const fields = card.querySelector(".fields");
    if (fields.firstChild) { return; }
    const id = card.dataset.id;
    const one = all[id] || { items: {} };
    const items = asked(card);
    const part = at("fields").content.cloneNode(true);
    for (const item of part.querySelectorAll("[data-item]")) { if (!items.includes(item.dataset.item)) { item.remove(); } }
    for (const many of part.querySelectorAll(".many")) { many.textContent = items.length; }
    if (!items.length) { part.querySelector(".items").remove(); }
    for (const attribute of ["id", "for"]) {
      for (const element of part.querySelectorAll(`[${attribute}]`)) { element.setAttribute(attribute, element.getAttribute(attribute) + id); }
    }
    for (const field of part.querySelectorAll("[name]")) {
      if (field.type === "checkbox") { field.checked = Boolean(one.all_good); } else { field.value = (field.name.startsWith("item-") ? one.items[field.name.slice(5)] : one[field.name]) || ""; }
    }
    const now = part.querySelector("[data-now]");
    now.hidden = false;
    now.addEventListener("click", () => {
      now.previousElementSibling.value = new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16);
      read(card);
    });
    fields.appendChild(part);
  };

  const bytes = (text) => [...new TextEncoder().encode(text)];
  const crc = (data) => {
    let sum = ~0;
    for (const byte of data) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) { sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1; }
    }
    return ~sum >>> 0;
  };
  const letters = (data) => {
    let out = "";
    let held = 0;
    let bits = 0;
    for (const byte of data) {
      held = (held << 8) | byte;
      for (bits += 8; bits >= 5; bits -= 5) { out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(held >>> (bits - 5)) & 31]; }
      held &= (1 << bits) - 1;
    }
    return bits ? out + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(held << (5 - bits)) & 31] : out;
  };
  const four = (sum) => [sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255];

  const gathered = () => {
    const by = at("who").value.trim();
    const said = cards.filter((card) => filled(all[card.dataset.id])).map((card) => {
      const one = all[card.dataset.id];
      const entry = { account: card.dataset.id, at: one.at };
      for (const field of typed) { if (one[field]) { entry[field] = one[field]; } }
      for (const [word, items] of Object.entries(answers(card, one))) { if (items.length) { entry[word] = items; } }
      return entry;
    });
    const made = Math.floor(Date.now() / 1000);
    const head = { format: "monitor-list", version: Number(list.version), county: list.county, name: list.name, on: list.on, by, made, accounts: said.length };
    const parts = [head, ...said].map((part) => JSON.stringify(part));
    const mark = letters(four(crc(bytes(parts[0])))).slice(0, 4);
    const pieces = parts.map((part, place) => {
      const number = `${place + 1}/${parts.length}/${mark}/`;
      return `第${place + 1}段共${parts.length}段${mark}：${letters([...bytes(part), ...four(crc(bytes(number + part)))])}完`;
    });
    return [`核查清单文字（第${list.version}版） ${list.name} ${list.on}，${by}填写，${said.length}个账号，共${parts.length}段，请全部发回。`, ...pieces].join("\n");
  };

  document.documentElement.className = "js";
  for (const hidden of document.querySelectorAll("[data-script]")) { hidden.hidden = false; }
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "{}");
    all = kept.all || {};
    at("who").value = kept.who || "";
  } catch (none) { /* nothing was kept */ }
  for (const card of cards) {
    card.querySelector(".fill").addEventListener("toggle", () => build(card));
    card.querySelector(".fields").addEventListener("input", () => read(card));
    card.querySelector(".fields").addEventListener("change", () => read(card));
  }
  at("who").addEventListener("input", () => { keep(); show(); });
  at("gather").addEventListener("click", () => {
    const done = show();
    const told = !at("who").value.trim() ? "请先填写查看人姓名。" : done ? "" : "还没有填写任何账号。";
    at("told").value = told;
    if (told) { if (done) { at("who").focus(); } return; }
    const text = gathered();
    at("text").value = text;
    at("save").href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    at("save").download = `清单文字-${list.on}-${at("who").value.trim()}.txt`;
    at("long").hidden = text.length < 4000;
    at("made").hidden = false;
    at("told").value = `已生成 ${text.length} 字，含 ${done} 个账号。`;
    at("copy").focus();
  });
  at("copy").addEventListener("click", () => {
    let copied = false;
    at("text").focus();
    at("text").setSelectionRange(0, at("text").value.length);
    try { copied = document.execCommand("copy"); } catch (refused) { copied = false; }
    dirty = dirty && !copied;
    at("told").value = copied ? "已复制，请粘贴发给值班员。" : "未能自动复制，请长按上面的文字，全选后复制。";
  });
  at("save").addEventListener("click", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); } });
  show();
})();
