package files

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
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

// oleOf is the container of old Office documents, of those with a password, and of Windows
// installers ([MS-CFB]): its directory lies far behind its head.
func oleOf(class, within string) string {
	const sector, root = 512, 40
	b := make([]byte, (root+2)*sector)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(b[24:], "\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00")
	binary.LittleEndian.PutUint32(b[48:], root)
	copy(b[(root+1)*sector:], wide("Root Entry"))
	copy(b[(root+1)*sector+80:], class)
	copy(b[20*sector:], wide(within))
	return string(b)
}

const (
	isoBox = "\x00\x00\x00\x18ftyp"
	html   = "<!DOCTYPE html><script>alert(1)</script>"
	svg    = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	pe     = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"
	msi    = "\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
)

// Whatever people have comes in, under its own name; its bytes say what it is.
func TestEverythingIsTaken(t *testing.T) {
	png := string(pngOf(t, picture(4, 4)))
	const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, tt := range []struct{ name, content, wantName, wantType, risk string }{
		{"foto.png", png, "foto.png", "image/png", ""},
		{"FOTO.PNG", png, "FOTO.PNG", "image/png", ""},
		{"foto.jpg", png, "foto.png", "image/png", ""},
		{"IMG_1.jpg", isoBox + "heic\x00\x00\x00\x00mif1heic", "IMG_1.heic", "image/heic", ""},
		{"foto", png, "foto.png", "image/png", ""},
		{"foto.txt", png, "foto.png", "image/png", ""},
		{"foto.pdf", png, "foto.png", "image/png", ""}, {"FOTO.PDF", png, "FOTO.png", "image/png", ""}, {"informe.docx", "%PDF-1.7\n", "informe.pdf", "application/pdf", ""},
		{"foto.png", zipOf(t, "a.txt"), "foto.zip", "application/zip", ""}, {"dibujo.ai", "%PDF-1.7\n", "dibujo.ai", "application/pdf", ""}, {"a.pdf", "just words", "a.pdf", "text/plain", ""},
		{".env", "A=1\n", "env", "text/plain", ""}, {".htaccess", "Deny from all\n", "htaccess", "text/plain", ""}, {" .txt", "Hola\n", "file.txt", "text/plain", ""}, {".txt", "Hola\n", "file.txt", "text/plain", ""},
		{".png", png, "file.png", "image/png", ""}, {"\u200b.pdf", "%PDF-1.7\n", "file.pdf", "application/pdf", ""},
		{"captura.bak", png, "captura.bak", "image/png", ""},
		{"foto.html", png, "foto.html", unknown, "page"},
		{"foto.svg", png, "foto.svg", unknown, "page"},
		{"foto.png", html, "foto.png", "text/html", "page"},
		{"foto.png", "just words", "foto.png", "text/plain", ""},
		{"foto.jpg", "%PDF-1.7\n", "foto.pdf", "application/pdf", ""},
		{"factura.pdf", "%PDF-1.7\n", "factura.pdf", "application/pdf", ""},
		{"factura", "%PDF-1.7\n", "factura.pdf", "application/pdf", ""},
		{"prueba.eml", "From: ana@example.com\r\nSubject: x\r\n\r\nHola\r\n", "prueba.eml", "message/rfc822", ""},
		{"prueba.eml", "Hola\n", "prueba.eml", "text/plain", ""},
		{"Informe v2.3 final", "Hola\n", "Informe v2.3 final.txt", "text/plain", ""},
		{"v2.3", "Hola\n", "v2.3", "text/plain", ""},
		{"LEEME", "Hola\n", "LEEME.txt", "text/plain", ""},
		{"app.log", "one line\n", "app.log", "text/plain", ""},
		{"app.log", "one line\n" + strings.Repeat("\x00", 4096) + "another\n", "app.log", unknown, ""},
		{"app.log", strings.Repeat("one line\n", 1000) + strings.Repeat("\x00", 4096), "app.log", "text/plain", ""},
		{"app.log.1", "one line\n", "app.log.1", "text/plain", ""},
		{"MZ.txt", "MZ-1234 no llega\n", "MZ.txt", "text/plain", ""},
		{"notas.txt", "#!RouterOS 7\n", "notas.txt", "text/plain", ""},
		{"notas.txt", "Canción 日本\n", "notas.txt", "text/plain", ""},
		{"notas.txt", "\xff\xfeh\x00i\x00", "notas.txt", "text/plain", ""},
		{"data.csv", "a,b\n1,2\n3,4\n", "data.csv", "text/csv", ""},
		{"data.json", `{"a": 1}`, "data.json", "application/json", ""},
		{"volcado.core", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00", "volcado.core", "application/x-coredump", ""},
		{"a.zip", zipOf(t, "a.txt"), "a.zip", "application/zip", ""},
		{"a.zip", zipOf(t, "META-INF/MANIFEST.MF"), "a.zip", "application/zip", ""},
		{"a.docx", zipOf(t, "[Content_Types].xml", "word/document.xml"), "a.docx", docx, ""},
		{"tarifas.xls", oleOf("", "Workbook"), "tarifas.xls", "application/x-ole-storage", ""},
		{"con clave.xlsx", oleOf("", "EncryptedPackage"), "con clave.xlsx", "application/x-ole-storage", ""},
		{"tarifas.xls", oleOf("", "_VBA_PROJECT"), "tarifas.xls", macroType, "macros"},
		{"a.docx", zipOf(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", macroType, "macros"},
		{"a.ods", zipOf(t, "mimetype", "content.xml", "Basic/script-lb.xml"), "a.ods", macroType, "macros"},
		{"a.docm", zipOf(t, "a"), "a.docm", "application/zip", "macros"},
		{"a.html", html, "a.html", "text/html", "page"}, {"a.txt", html, "a.txt", "text/html", "page"},
		{"a", html, "a", "text/html", "page"}, {"a.html", "words", "a.html", "text/plain", "page"},
		{"a.svg", svg, "a.svg", "image/svg+xml", "page"}, {"a.txt", svg, "a.txt", "image/svg+xml", "page"},
		{"a.xml", `<?xml version="1.0"?><a/>`, "a.xml", "text/xml", "page"},
		{"a.php", "<?php echo 1;", "a.php", "text/x-php", ""},
		{"a.swf", "CWS\x0a\x00\x00\x00\x00", "a.swf", "application/x-shockwave-flash", "page"},
		{"copia.iso", "words", "copia.iso", "text/plain", "disk"},
		{"a.bin", "\x00\x01\x02\x03\x04\x05", "a.bin", unknown, ""},
		{"a.exe.txt", "words", "a.exe.txt", "text/plain", ""},
		{"clip.mov", isoBox + "qt  \x00\x00\x00\x00qt  ", "clip.mov", "video/quicktime", ""},
		{"voz.opus", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead", "voz.opus", "application/ogg", ""},
	} {
		b := put(t, open(t), tt.name, []byte(tt.content))
		if risk := Risk(b.Name, b.Type); b.Name != tt.wantName || b.Type != tt.wantType || risk != tt.risk {
			t.Errorf("%s with %.20q: got %s, %s, %q; want %s, %s, %q", tt.name, tt.content, b.Name, b.Type, risk, tt.wantName, tt.wantType, tt.risk)
		}
	}
}

// What runs when it is opened is not taken, whatever it calls itself or holds, unless the
// operator takes programs; then it is a risk all the same.
func TestProgramsAreRefused(t *testing.T) {
	for _, tt := range []struct{ risk, name, content string }{
		{"program", "juego.exe", pe}, {"program", "juego.exe", "words"}, {"program", "foto.jpg", pe}, {"program", "a.txt", pe},
		{"program", "foto.jpg.exe", "words"}, {"program", "a.exe. . ", "words"}, {"program", "a.EXE.", "words"},
		{"program", "gpj.\u202eexe", "words"}, {"program", "a\u200b.e\u200bxe\u2069", "words"}, {"program", `c:\x\a.scr`, "words"},
		{"program", strings.Repeat("a", 116) + ".exe" + strings.Repeat(" ", 60) + ".unusuallylongending", "words"},
		{"program", "a.pdf", "\x7fELF\x02\x01\x01\x00"}, {"program", "a", "\xcf\xfa\xed\xfe\x07\x00\x00\x01"},
		{"program", "a.png", "\xca\xfe\xba\xbe\x00\x00\x00\x02"}, {"program", "a.class", "\xca\xfe\xba\xbe\x00\x00\x00\x34"},
		{"program", "a.jar", zipOf(t, "META-INF/MANIFEST.MF")}, {"program", "a.docx", zipOf(t, "META-INF/MANIFEST.MF")}, {"program", "a.jar", "words"},
		{"program", "ayuda.chm", "ITSF\x03\x00\x00\x00"},
		{"installer", "a.msi", oleOf(msi, "")}, {"installer", "tarifas.xls", oleOf(msi, "")}, {"installer", "a.msi", "words"},
		{"installer", "a.msp", oleOf("\x86"+msi[1:], "")}, {"installer", "a.apk", zipOf(t, "AndroidManifest.xml")}, {"installer", "a.deb", "words"},
		{"script", "a.bat", "del *"}, {"script", "a.ps1", "words"}, {"script", "a.JS", "alert(1)"}, {"script", "a.hta", html}, {"script", "a.vbs", "x"},
		{"script", "a.txt", "#!/bin/sh\nrm -rf /\n"}, {"script", "a.log", "#! /usr/bin/env python3\n"}, {"script", "a", "#!/opt/own/thing\n"},
		{"script", "a.reg", "words"}, {"script", "a.sh", "words"}, {"script", "a.py", "words"},
		{"shortcut", "a.lnk", "words"}, {"shortcut", "a.pdf", "L\x00\x00\x00\x01\x14\x02\x00"}, {"shortcut", "banco.url", "[InternetShortcut]"},
		{"shortcut", "a.desktop", "words"}, {"shortcut", "a.searchconnector-ms", "<?xml version=\"1.0\"?>"},
	} {
		s := open(t)
		_, err := s.Put(t.Context(), tt.name, strings.NewReader(tt.content), Default.Each)
		t.Logf("%s with %.20q", tt.name, tt.content) // shown when refused fails
		refused(t, s, err, fault.Invalid, "files."+tt.risk)
		s.Programs = true
		if b := put(t, s, tt.name, []byte(tt.content)); Risk(b.Name, b.Type) != tt.risk || Served(b.Type) != unknown {
			t.Errorf("allowed: %+v is %q", b, Risk(b.Name, b.Type))
		}
	}
}

// Only pictures that we know to be harmless are shown; all else is bytes to a browser.
func TestServed(t *testing.T) {
	for _, kind := range []string{"image/png", "image/jpeg", "image/gif", "image/webp"} {
		if !Inline(kind) || Served(kind) != kind {
			t.Errorf("%s is not shown", kind)
		}
	}
	for _, kind := range []string{"image/svg+xml", "image/avif", "image/heic", "text/html", "text/plain", "text/xml", "application/xhtml+xml", "application/pdf", "application/json", "video/mp4", "audio/mpeg", "multipart/related", "", unknown} {
		if Inline(kind) || Served(kind) != unknown {
			t.Errorf("%s is shown", kind)
		}
	}
}
