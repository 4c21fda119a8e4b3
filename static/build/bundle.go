package main

import (
	"errors"
	"path/filepath"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

const address = "/static/"

// hashed splits "app-ABCD1234.js" into its name and ending.
var hashed = regexp.MustCompile(`^(.+)-[A-Z0-9]{8}(\.\w+)$`)

// bundle makes the style sheet and, when its one package is there, the script.
// The engines are the oldest that have light-dark() and popovers.
func bundle(root, dist string, scripts bool) (map[string]string, error) {
	entries := []string{"src/css/app.css", "src/passkeys.js", "src/push.js"} // the latter two for the pages that need them
	if scripts {
		entries = append(entries, "src/app.js")
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	out, err := filepath.Abs(dist)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: abs, EntryPoints: entries, Outdir: out, EntryNames: "[name]-[hash]",
		Bundle: true, Write: true, Format: api.FormatESModule, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Sourcemap: api.SourceMapLinked, LegalComments: api.LegalCommentsLinked, LogLevel: api.LogLevelWarning,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "125"}, {Name: api.EngineSafari, Version: "17.5"}},
	})
	if len(result.Errors) > 0 {
		return nil, errors.New("esbuild refused the sources")
	}
	urls := map[string]string{}
	for _, f := range result.OutputFiles {
		base := filepath.Base(f.Path)
		if m := hashed.FindStringSubmatch(base); m != nil {
			urls[m[1]+m[2]] = address + base
		}
	}
	return urls, nil
}
