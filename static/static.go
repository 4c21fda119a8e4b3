// Package static hands out what browsers keep: the style sheet, the script, the
// icons. `go generate ./static` builds them into dist/, from where they are
// embedded. A checkout that was never built holds only dist/.gitkeep: the
// program compiles all the same and its pages work without style and script.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./build

//go:embed all:dist
var dist embed.FS

var built = sync.OnceValue(read)

// Path is where the files are served; each address below it names its content
// and may be kept for ever.
const Path = "/static/"

// File is a built file in the form one browser wants it.
type File struct {
	Body     []byte
	Type     string // for Content-Type
	Encoding string // for Content-Encoding: "br", "gzip" or ""
	Varies   bool   // whether Accept-Encoding chose the form
}

// URL tells the address of a file by the name it has in the sources: "app.js"
// gives "/static/app-XXXX.js". A file that was not built has the address "".
func URL(name string) string { return built().urls[name] }

// Worker is the service worker; empty where nothing was built.
func Worker() []byte { return built().files["sw"] }

// Build names the whole build in a few letters, for keys of caches that hold
// addresses of files. It changes when any file does.
func Build() string { return built().id }

// Open gives the file that is served under Path+name, compressed when accepts
// (an Accept-Encoding header) allows it and a compressed twin exists.
func Open(name, accepts string) (File, bool) {
	return built().open(name, accepts)
}

// Files are those that have an address, by their names below Path, not compressed.
func Files() map[string][]byte {
	all := map[string][]byte{}
	for name, body := range built().files {
		if typeOf(name) != "" {
			all[name] = body
		}
	}
	return all
}

// As is what a file of that name is, of whichever build; false: we serve none such.
func As(name string, body []byte) (File, bool) {
	kind := typeOf(name)
	return File{Body: body, Type: kind}, kind != ""
}

// build is everything embedded, read once: a map look-up per request, no copy.
type build struct {
	id    string
	urls  map[string]string
	files map[string][]byte
}

func read() build {
	b := build{urls: map[string]string{}, files: map[string][]byte{}}
	entries, _ := fs.ReadDir(dist, "dist") // embedded: it cannot fail
	for _, e := range entries {
		b.files[e.Name()], _ = dist.ReadFile("dist/" + e.Name())
	}
	manifest := b.files["manifest.json"]
	if json.Unmarshal(manifest, &b.urls) != nil {
		b.urls = map[string]string{} // never built
	}
	sum := sha256.Sum256(manifest)
	b.id = hex.EncodeToString(sum[:5])
	return b
}

func (b build) open(name, accepts string) (File, bool) {
	body, kind := b.files[name], typeOf(name)
	if body == nil || kind == "" {
		return File{}, false
	}
	f := File{Body: body, Type: kind}
	for _, twin := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		small := b.files[name+twin.ending]
		f.Varies = f.Varies || small != nil
		if f.Encoding == "" && small != nil && Allows(accepts, twin.encoding) {
			f.Body, f.Encoding = small, twin.encoding
		}
	}
	return f, true
}

// typeOf knows what we serve and nothing else: the manifest and the compressed
// twins have no address of their own.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return ""
}

// Allows reads Accept-Encoding as far as browsers use it (RFC 9110, 12.5.3):
// names, and q=0 for "not this one".
func Allows(accepts, encoding string) bool {
	for part := range strings.SplitSeq(accepts, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(q)), "q="), 64)
			return err != nil || weight > 0
		}
	}
	return false
}
