package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// app bundles pwa.js, which every page loads, and the parts that it fetches
// when they are wanted.
func app(root, dist string) (map[string]string, error) {
	options := small(root, dist)
	options.EntryPoints, options.EntryNames = []string{"src/pwa.js"}, "[name]-[hash]"
	options.Format, options.Splitting, options.ChunkNames = api.FormatESModule, true, "[name]-[hash]"
	options.Write, options.Sourcemap = true, api.SourceMapLinked
	return addresses(api.Build(options))
}

// worker writes sw with the name of this build and the files without which
// no page looks like itself. The file has no ending, so that it is served at /sw.js alone.
func worker(root, dist string, urls map[string]string) error {
	var shell []string
	paths, err := filepath.Glob(filepath.Join(dist, "*-*.*"))
	for _, path := range paths {
		if slices.Contains([]string{".js", ".css", ".svg"}, filepath.Ext(path)) {
			shell = append(shell, address+filepath.Base(path))
		}
	}
	shell = append(shell, urls["icon-192.png"], urls["badge.png"])
	sum := sha256.Sum256([]byte(strings.Join(shell, " ")))
	build, _ := json.Marshal(map[string]any{ // strings: it cannot fail
		"id": hex.EncodeToString(sum[:5]), "shell": shell, "icon": urls["icon-192.png"], "badge": urls["badge.png"],
	})
	options := small(root, dist)
	options.EntryPoints, options.EntryNames = []string{"src/sw.js"}, "[name]"
	options.Format, options.Define = api.FormatIIFE, map[string]string{"BUILD": string(build)}
	result := api.Build(options)
	if len(result.Errors) > 0 || err != nil {
		return errors.Join(err, errors.New("esbuild refused the worker"))
	}
	return os.WriteFile(filepath.Join(dist, "sw"), result.OutputFiles[0].Contents, 0o644)
}

// small are the options of everything that is ours.
func small(root, dist string) api.BuildOptions {
	abs, _ := filepath.Abs(root)
	out, _ := filepath.Abs(dist)
	return api.BuildOptions{
		AbsWorkingDir: abs, Outdir: out, Bundle: true, Charset: api.CharsetUTF8, LogLevel: api.LogLevelWarning, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "125"}, {Name: api.EngineSafari, Version: "17.5"}},
	}
}

// addresses lead from the names of what was built to where it is served.
func addresses(result api.BuildResult) (map[string]string, error) {
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

// installed builds what makes the pages an app, last of all: the worker knows
// every other file. urls grows by theirs.
func installed(root, dist string, urls map[string]string) error {
	for _, part := range []func() (map[string]string, error){
		func() (map[string]string, error) { return app(root, dist) },
		func() (map[string]string, error) { return paint(filepath.Join(root, "src", "icon.svg"), dist) },
		func() (map[string]string, error) { return pictures(filepath.Join(root, "src", "shots"), dist) },
	} {
		more, err := part()
		if err != nil {
			return fmt.Errorf("the app: %w", err)
		}
		maps.Copy(urls, more)
	}
	return worker(root, dist, urls)
}
