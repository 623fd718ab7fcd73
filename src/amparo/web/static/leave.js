// "Leave quickly" with less left behind: the page goes blank at once and its history entry is replaced.
// Without this script the link works by itself; the entry then stays.
(() => {
  const link = document.querySelector(".leave");
  const leave = (event) => {
    if (event) event.preventDefault();
    document.title = "…";
    document.body.hidden = true;
    location.replace(link.href);
  };
  let presses = [];
  link.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (presses.length > 2) leave();
  });
  // A page that the browser kept in memory must not come back with "back".
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
