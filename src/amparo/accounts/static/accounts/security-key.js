// Says in words what allauth only writes to the console: the key did not answer, or was refused.
document.addEventListener("allauth.error", () => {
  const notice = document.getElementById("key-failed");
  notice.hidden = false;
  notice.focus();
});
