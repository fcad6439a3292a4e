// The pages of the identity provider, each one form.

/** Asks who signs in. */
export function signInPage(accounts: string[]): string {
  return form("Sign in to the provider", accounts.map((name) => button(name, `Sign in as ${name}`)));
}

/** Asks whether the application may know who one is. */
export function consentPage(application: string): string {
  return form(`Let ${application} know who you are?`, [button("allow", "Allow"), button("deny", "Deny")]);
}

/** Asks whether one wants to sign out; `hidden` is the form that oidc-provider makes. */
export function signOutPage(hidden: string): string {
  const confirm = `<button form="op.logoutForm" name="logout" value="yes">Sign out of the provider</button>`;
  return document("Sign out of the provider?", hidden + confirm);
}

/** Says something. */
export function messagePage(heading: string, text: string): string {
  return document(heading, `<p>${escaped(text)}</p>`);
}

function form(heading: string, buttons: string[]): string {
  return document(heading, `<form method="post">${buttons.join(" ")}</form>`);
}

function button(value: string, words: string): string {
  return `<button name="answer" value="${escaped(value)}">${escaped(words)}</button>`;
}

function document(heading: string, body: string): string {
  const title = escaped(heading);
  // Without the link the browser would ask for /favicon.ico.
  const head = `<meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>${title}</h1>${body}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
