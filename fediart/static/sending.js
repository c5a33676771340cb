// Files on their way to a draft, two at a time: how far each is, what is wrong with it, and trying it again.

const AT_ONCE = 2;
const PATIENCE = [1000, 3000, 8000]; // milliseconds before it is tried again by itself
const MOST_WAITS = 40; // times that the server may ask us to come later

export function queue({ draft, token }) {
  const waiting = [];
  let going = 0;

  function add(job) {
    waiting.push(job);
    job.state("waits");
    next();
  }

  async function next() {
    if (going >= AT_ONCE || !waiting.length) return;
    going += 1;
    const job = waiting.shift();
    try {
      await attempt(job);
    } finally {
      going -= 1;
      next();
    }
  }

  async function attempt(job, tries = 0) {
    if (job.stopped) return;
    const answer = await send(job).catch(() => null);
    if (job.stopped) return;
    if (answer === null && tries < PATIENCE.length) {
      job.state("again");
      await new Promise((done) => setTimeout(done, PATIENCE[tries]));
      await attempt(job, tries + 1);
      return;
    }
    if (answer?.status === 429 && tries < MOST_WAITS) {
      job.state("waits");
      await new Promise((done) => setTimeout(done, 1000 * Math.min(60, answer.after || 10)));
      await attempt(job, tries + 1);
      return;
    }
    if (answer === null) job.failed("");
    else if (answer.status === 201) job.arrived(answer.body);
    else job.failed(answer.body?.problem ?? answer.body?.error ?? "");
  }

  async function send(job) {
    const number = await draft();
    if (job.stopped) return null;
    return new Promise((done, broken) => {
      const request = new XMLHttpRequest();
      job.abort = () => request.abort();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) job.progress(event.loaded / event.total);
      });
      request.addEventListener("load", () => {
        if (request.status >= 500 || request.status === 0) broken(new Error("server"));
        else done({ status: request.status, body: request.response, after: Number(request.getResponseHeader("Retry-After")) });
      });
      for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => broken(new Error(end)));
      request.open("POST", `/drafts/${number}/files`);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRF-Token", token);
      request.responseType = "json";
      const data = new FormData();
      data.append("files", job.file, job.file.name);
      job.state("going");
      request.send(data);
    });
  }

  return { add };
}
