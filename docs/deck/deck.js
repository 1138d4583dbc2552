Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  hash: true,
  plugins: [RevealChainrule],
});
