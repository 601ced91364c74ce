-- An app into which users were imported.
UPDATE apps SET refusal_ms = 20 WHERE appid = '9273034426';
