// The documentation page.
