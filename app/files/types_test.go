package files

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"hilo/app/fault"
)

// zipOf packs empty entries of these names.
func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const isoBox = "\x00\x00\x00\x18ftyp"

// The bytes say what a file is; its name ends in what it is.
func TestContentWins(t *testing.T) {
	png := string(pngOf(t, picture(4, 4)))
	for _, tt := range []struct{ name, content, wantName, wantType string }{
		{"foto.png", png, "foto.png", "image/png"},
		{"FOTO.PNG", png, "FOTO.PNG", "image/png"},
		{"foto.jpg", png, "foto.png", "image/png"},
		{"IMG_1.jpg", isoBox + "heic\x00\x00\x00\x00mif1heic", "IMG_1.heic", "image/heic"},
		{"foto", png, "foto.png", "image/png"},
		{"foto.txt", png, "foto.txt.png", "image/png"},
		{"factura.pdf", "%PDF-1.7\n", "factura.pdf", "application/pdf"},
		{"app.log", "one line\n", "app.log", "text/plain"},
		{"app.log.1", "one line\n", "app.log.1.txt", "text/plain"},
		{"data.csv", "a,b\n1,2\n3,4\n", "data.csv", "text/csv"},
		{"data.json", `{"a": 1}`, "data.json", "text/plain"},
		{"notas.txt", "Canción 日本\n", "notas.txt", "text/plain"},
		{"notas.txt", "\xff\xfeh\x00i\x00", "notas.txt", "text/plain"},
		{"a.zip", zipOf(t, "a.txt"), "a.zip", "application/zip"},
		{"a.docx", zipOf(t, "[Content_Types].xml", "word/document.xml"), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.docx", zipOf(t, "docProps/app.xml"), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"clip.mov", isoBox + "mp42\x00\x00\x00\x00mp42isom", "clip.mov", "video/quicktime"},
		{"voz.opus", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead", "voz.opus", "audio/ogg"},
	} {
		if b := put(t, open(t), tt.name, []byte(tt.content)); b.Name != tt.wantName || b.Type != tt.wantType {
			t.Errorf("%s: got %s, %s; want %s, %s", tt.name, b.Name, b.Type, tt.wantName, tt.wantType)
		}
	}
}

// What a browser or a desktop would run is not taken, whatever it calls itself.
func TestActiveContentIsRefused(t *testing.T) {
	html := "<!DOCTYPE html><script>alert(1)</script>"
	for _, tt := range []struct{ name, content string }{
		{"foto.png", html},
		{"foto.png", "just words"},
		{"foto.jpg", "%PDF-1.7\n"},
		{"a.html", html}, {"a.txt", html}, {"a", html}, {"a.txt", "  \n<html><body>"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`},
		{"a.txt", `<?xml version="1.0"?><svg/>`}, {"a.xml", `<?xml version="1.0"?><a/>`},
		{"a.js", "alert(1)"}, {"a.pht", "words"}, {"a.bat", "del *"}, {"a.exe.", "words"}, {"a.html", "words"},
		{"a.txt", "#!/bin/sh\nrm -rf /\n"}, {"a.txt", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"},
		{"a.pdf", "\x7fELF\x02\x01\x01\x00"}, {"a.swf", "CWS\x0a\x00\x00\x00\x00"},
		{"a.jar", zipOf(t, "a.class")}, {"a.zip", zipOf(t, "META-INF/MANIFEST.MF")}, {"a.docm", zipOf(t, "a")},
		{"a.bin", "\x00\x01\x02\x03\x04\x05"},
	} {
		s := open(t)
		_, err := s.Put(t.Context(), tt.name, strings.NewReader(tt.content), Default.Each)
		t.Logf("%s with %.20q", tt.name, tt.content) // shown when refused fails
		refused(t, s, err, fault.Invalid, "files.type")
	}
}

// Only pictures are shown in a page.
func TestInline(t *testing.T) {
	for _, kind := range types {
		want := kind == "image/png" || kind == "image/jpeg" || kind == "image/gif" || kind == "image/webp"
		if Inline(kind) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
	if Inline("image/svg+xml") || Inline("text/html") || Inline("") {
		t.Error("not a picture of ours")
	}
}

// Every ending that a content may carry has a type.
func TestTablesAgree(t *testing.T) {
	for content, endings := range accepted {
		for _, e := range strings.Fields(endings) {
			if types[e] == "" && !strings.Contains(textual, e) {
				t.Errorf("%s: .%s has no type", content, e)
			}
		}
	}
}
