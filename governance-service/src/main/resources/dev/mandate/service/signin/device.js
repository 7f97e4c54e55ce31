'use strict';
const part = id => document.getElementById(id);
let csrf = '';

function say(text) {
  part('message').textContent = text;
}

async function ask(path, body) {
  const headers = { 'Content-Type': 'application/json' };
  if (csrf) {
    headers['X-CSRF-Token'] = csrf;
  }
  const answer = await fetch(path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.detail || 'That did not work; try again.');
  }
  return json;
}

async function show() {
  const ways = await ask('/sign-in');
  const session = ways.session;
  const person = Boolean(session && session.kind === 'subject');
  csrf = person ? session.session.csrf_token : '';
  part('sign-in').hidden = person;
  part('confirm').hidden = !person;
  part('provider').hidden = !ways.provider;
  part('password').hidden = ways.passwords.length === 0;
  part('source').replaceChildren(...ways.passwords.map(name => new Option(name, name)));
  part(person ? 'code' : 'username').focus();
}

function work(deed) {
  return async event => {
    event.preventDefault();
    say('');
    try {
      await deed();
    } catch (failed) {
      say(failed.message);
    }
  };
}

async function decide(allow) {
  await ask('/sign-in/device', { user_code: part('code').value, allow });
  part('confirm').hidden = true;
  say(allow ? 'Done: your command line is signed in. You can close this page.' : 'It was turned away. You can close this page.');
}

part('sign-in').addEventListener('submit', work(async () => {
  await ask('/sign-in', { source: part('source').value, username: part('username').value, password: part('secret').value });
  part('secret').value = '';
  await show();
}));
part('confirm').addEventListener('submit', work(() => decide(true)));
part('deny').addEventListener('click', work(() => decide(false)));
show().catch(failed => say(failed.message));
