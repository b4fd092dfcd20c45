// Runs before the first paint, from a file because the content policy refuses inline scripts.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('sealwright.theme')
  } catch {
    chosen = null
  }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.setAttribute('data-theme', dark ? 'dark' : 'light')
})()
