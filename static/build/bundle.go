package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

const address = "/static/"

// hashed splits "app-ABCD1234.js" into its name and ending.
var hashed = regexp.MustCompile(`^(.+)-[A-Z0-9]{8}(\.\w+)$`)

// places are what some pages need beside app.css and app.js. Each is whole in
// itself, so that a page asks for one file more and never for a chain of them.
var places = []string{
	"src/css/desk.css", "src/css/help.css", "src/css/list.css", "src/css/mail.css", "src/css/new.css", "src/css/push.css", "src/css/settings.css", "src/css/viewer.css",
	"src/lists/list.js", "src/compose/new.js", "src/compose/details.js", "src/compose/typing.js", "src/push/push.js",
	"src/account/code.js", "src/account/passkeys.js", "src/account/zone.js", "src/account/word.js",
}

// bundle makes the style sheets and the scripts; the first script only when its
// one package is there. What app.js and pwa.js ask for later (import()) is cut off from them.
func bundle(root, dist string, scripts bool) (map[string]string, error) {
	urls := map[string]string{}
	if err := pack(urls, root, dist, false, append([]string{"src/css/app.css"}, places...)...); err != nil {
		return nil, err
	}
	if err := pack(urls, root, dist, true, "src/worker/pwa.js"); err != nil {
		return nil, err
	}
	if scripts {
		if err := pack(urls, root, dist, true, "src/app.js"); err != nil {
			return nil, err
		}
	}
	return urls, nil
}

// pack bundles entries and adds their addresses to urls.
func pack(urls map[string]string, root, dist string, cut bool, entries ...string) error {
	abs, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	how := small(abs, entries...)
	how.Outdir, how.Splitting = filepath.Join(abs, "dist"), cut // maps to the sources would be half of all
	result := api.Build(how)
	if len(result.Errors) > 0 {
		return errors.New("esbuild refused the sources")
	}
	for _, f := range result.OutputFiles {
		base := filepath.Base(f.Path)
		if err := os.WriteFile(filepath.Join(dist, base), f.Contents, 0o644); err != nil {
			return err
		}
		if m := hashed.FindStringSubmatch(base); m != nil {
			urls[m[1]+m[2]] = address + base
		}
	}
	return nil
}

// small is how sources become small. The engines are the oldest that have
// light-dark() and popovers.
func small(root string, entries ...string) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: entries, EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]",
		Bundle: true, Format: api.FormatESModule, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsLinked, LogLevel: api.LogLevelWarning,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "125"}, {Name: api.EngineSafari, Version: "17.5"}},
	}
}
