package engine

// fresh forgets everything, as a new profile has nothing, and opens a tab that looks
// so. The window of a headless Firefox is never narrower than 500 px; a page is.
const fresh = `const [width, height, dark, plain, done] = arguments;
	Services.prefs.setBoolPref("javascript.enabled", !plain);
	Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", dark ? 0 : 1);
	const tab = gBrowser.addTab("about:blank", { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });
	for (const old of [...gBrowser.tabs]) if (old !== tab) gBrowser.removeTab(old, { skipPermitUnload: true });
	gBrowser.selectedTab = tab;
	const page = tab.linkedBrowser;
	page.style.maxWidth = width + "px";
	window.resizeTo(Math.max(width, 500), height + window.outerHeight - page.getBoundingClientRect().height);
	Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, () => { Services.console.reset(); done(true); });`

// complaints are errors of scripts, and of what the Content-Security-Policy stopped;
// not what the worker can no longer give to a page that was left.
const complaints = `return Services.console.getMessageArray()
	.filter(one => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag) && one.sourceName.startsWith("http") && !one.errorMessage.includes("ServiceWorker intercepted"))
	.map(one => one.errorMessage + " (" + one.sourceName + ":" + one.lineNumber + ")")`

func (f *firefox) open(look Look) (*Tab, error) {
	f.within = starts
	defer func() { f.within = limit }()
	if err := f.inside("ExecuteAsyncScript", fresh, nil, look.Width, look.Height, look.Dark, look.NoScript); err != nil {
		return nil, err
	}
	var all []string
	if err := f.do("GetWindowHandles", nil, &all); err != nil {
		return nil, err
	}
	if err := f.do("SwitchToWindow", map[string]any{"handle": all[len(all)-1]}, nil); err != nil {
		return nil, err
	}
	complain := func() (all []string, err error) { return all, f.inside("ExecuteScript", complaints, &all) }
	return &Tab{wire: f, plain: look.NoScript, complains: complain, leave: func() {}}, nil
}

// inside runs a script in the browser itself instead of a page.
func (f *firefox) inside(how, script string, into any, args ...any) error {
	if err := f.do("Marionette:SetContext", map[string]any{"value": "chrome"}, nil); err != nil {
		return err
	}
	err := f.do(how, map[string]any{"script": script, "args": append([]any{}, args...)}, into)
	if back := f.do("Marionette:SetContext", map[string]any{"value": "content"}, nil); err == nil {
		err = back
	}
	return err
}
