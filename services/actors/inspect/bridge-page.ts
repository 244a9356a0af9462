/**
 * The page that brings what an inspector says to the Stately inspector in the browser of whoever opens it, as
 * `@statelyai/inspect/server` has one. The control plane asks nobody: it is the browser that loads the frame. Nothing is asked of
 * the inspector until the frame takes it, so that nothing has to be kept here; what was heard shortly before, the inspector tells.
 */
export const BRIDGE_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>NixFleet: inspector</title>
    <style>
      html, body { margin: 0; height: 100%; }
      body { display: flex; flex-direction: column; }
      iframe { flex: 1; border: 0; }
      p { margin: 0; padding: 0.5rem 1rem; font: 1rem/1.4 sans-serif; color: #000; background: #ffd54a; }
    </style>
  </head>
  <body>
    <p role="status" id="word">stately.ai/inspect has not answered yet. It is your browser that loads it: it needs the Internet.</p>
    <iframe id="inspector" title="Stately inspector" src="https://stately.ai/inspect"></iframe>
    <script>
      const frame = document.getElementById('inspector');
      const word = document.getElementById('word');
      const origin = new URL(frame.src).origin;
      const say = (text) => {
        word.textContent = text;
        word.hidden = text === '';
      };
      let isFollowed = false;
      const follow = () => {
        const socket = new WebSocket('ws://' + location.host);
        socket.addEventListener('open', () => say(''));
        socket.addEventListener('message', ({ data }) => frame.contentWindow.postMessage(JSON.parse(data), origin));
        socket.addEventListener('close', () => {
          say('What is inspected does not answer: it has stopped or restarts, or does so without NIXFLEET_INSPECT. ' +
            'This page tries again every second; what is heard until then may not be shown.');
          setTimeout(follow, 1000);
        });
      };
      addEventListener('message', ({ data, source }) => {
        if (isFollowed || source !== frame.contentWindow || data?.type !== '@statelyai.connected') return;
        isFollowed = true;
        follow();
      });
    </script>
  </body>
</html>
`;
