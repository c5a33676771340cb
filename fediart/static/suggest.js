// Offers how names, tags and titles go on while somebody types in the search field. Without it, search works the same.
const field = document.querySelector("input[list='search-offers']");
const offers = document.getElementById("search-offers");
let waiting = 0;
let asked = "";

async function offer() {
  const word = field.value.trim();
  if (word.length < 2 || word === asked) return;
  asked = word;
  try {
    const answer = await fetch(`/search/suggest?q=${encodeURIComponent(word)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || field.value.trim() !== word) return;
    const { found } = await answer.json();
    offers.replaceChildren(...found.map(({ text, note }) => Object.assign(document.createElement("option"), { value: text, label: note })));
  } catch {
    // The network is away: then nothing is offered.
  }
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 180);
});
