package static

import "testing"

// The browser gets the smallest form it says it can read, and nothing that is not
// a page's file.
func TestOpenChoosesTheForm(t *testing.T) {
	b := build{files: map[string][]byte{
		"app-A.js": []byte("plain"), "app-A.js.br": []byte("br"), "app-A.js.gz": []byte("gz"),
		"icon-A.png": []byte("icon"), "manifest.json": []byte("{}"), ".gitkeep": {},
	}}
	for _, tt := range []struct {
		name, accepts, body, encoding string
		varies                        bool
	}{
		{"app-A.js", "gzip, deflate, br, zstd", "br", "br", true},
		{"app-A.js", "gzip;q=1.0, br;q=0", "gz", "gzip", true},
		{"app-A.js", "gzip;q=0.001, br;Q=0.0", "gz", "gzip", true},
		{"app-A.js", "", "plain", "", true},
		{"icon-A.png", "br", "icon", "", false},
	} {
		f, ok := b.open(tt.name, tt.accepts)
		if !ok || string(f.Body) != tt.body || f.Encoding != tt.encoding || f.Varies != tt.varies {
			t.Errorf("%s for %q: %+v %v", tt.name, tt.accepts, f, ok)
		}
	}
	for _, name := range []string{"app-B.js", "app-A.js.br", "manifest.json", ".gitkeep", "../go.mod", ""} {
		if f, ok := b.open(name, "br"); ok {
			t.Errorf("%q is served: %+v", name, f)
		}
	}
}

// What has an address can be opened under it; what was never built has none.
func TestAddressesLeadToFiles(t *testing.T) {
	for name, url := range built().urls {
		if f, ok := Open(url[len(Path):], "gzip"); !ok || len(f.Body) == 0 {
			t.Errorf("%s: nothing at %s", name, url)
		}
	}
	if URL("none.js") != "" || Build() == "" {
		t.Error(URL("none.js"), Build())
	}
}
