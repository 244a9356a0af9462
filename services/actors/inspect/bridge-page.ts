/**
 * The page that brings what an inspector says to the Stately inspector in the browser of whoever opens it, as
 * `@statelyai/inspect/server` has one. The control plane asks nobody: it is the browser that loads the frame.
 */
export const BRIDGE_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>NixFleet: inspector</title>
    <style>
      html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; }
    </style>
  </head>
  <body>
    <iframe id="inspector" title="Stately inspector" src="https://stately.ai/inspect"></iframe>
    <script>
      const frame = document.getElementById('inspector');
      const origin = new URL(frame.src).origin;
      let waiting = [];
      const pass = (event) => frame.contentWindow.postMessage(event, origin);
      addEventListener('message', ({ data, source }) => {
        if (source !== frame.contentWindow || data?.type !== '@statelyai.connected') return;
        for (const event of waiting ?? []) pass(event);
        waiting = undefined;
      });
      new WebSocket('ws://' + location.host).addEventListener('message', ({ data }) => {
        const event = JSON.parse(data);
        if (waiting) waiting.push(event);
        else pass(event);
      });
    </script>
  </body>
</html>
`;
