package files

import (
	"bytes"
	"io"
	"os"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"hilo/app/fault"
)

// headSize is what mimetype looks at.
const headSize = 4096

// unknown is the type of bytes that nothing is known of; browsers never show it.
const unknown = "application/octet-stream"

// pictures are the endings of pictures, with what they hold.
var pictures = map[string]string{
	"png": "image/png", "apng": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "jfif": "image/jpeg",
	"heic": "image/heic", "heif": "image/heic",
}

// judge tells what f holds, by its bytes. The name stays as it is but for two: one without an
// ending gets that of its content, and one that lies about it, as phones make them, the true
// one. What runs when it is opened is refused unless s.Programs.
func (s *Store) judge(sent string, f *os.File) (name, kind string, err error) {
	name = CleanName(sent)
	kind, usual, err := contentOf(f)
	if err != nil {
		return "", "", err
	}
	ending := endingOf(name)
	if ending == "zip" && (usual == "jar" || usual == "apk") {
		kind = "application/zip" // opens as one
	}
	risk := Risk(name, kind)
	if runs[risk] && !s.Programs {
		return "", "", fault.Mend("files", "files."+risk, "Name", name)
	}
	switch {
	case risk != "" && pictures[usual] != "":
		kind = unknown // saved under its name, it would be no picture
	case dotted(sent) && strings.EqualFold(name, usual):
		name = "file." + name
	case ending == "" && risk == "" && usual != "" && !dotted(sent):
		name = CleanName(name + "." + usual)
	case risk == "" && lies(ending, usual):
		name = CleanName(strings.TrimSuffix(name, path.Ext(name)) + "." + usual)
	}
	return name, kind, nil
}

// claims are endings that a picture or a document is given by mistake.
var claims = map[string]bool{
	"txt": true, "csv": true, "doc": true, "docx": true, "xls": true, "xlsx": true, "ppt": true, "pptx": true, "odt": true, "ods": true,
	"rtf": true, "zip": true, "gz": true, "bmp": true, "tif": true, "tiff": true, "mp3": true,
}

// lies tells whether a name says one thing and its content beyond doubt is another, whose
// usual ending is given.
func lies(ending, usual string) bool {
	sure := func(e string) bool { return e == "pdf" || pictures[e] != "" }
	switch {
	case ending == usual, sure(ending) && pictures[ending] != "" && pictures[ending] == pictures[usual]:
		return false
	case sure(usual):
		return sure(ending) || claims[ending]
	}
	return sure(ending) && claims[usual] && usual != "txt" && usual != "csv" // words may be a part of anything
}

// endingOf is the ending of a clean name in small letters, "" where what follows its last dot is none.
func endingOf(name string) string {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if len(ending) > 24 || strings.Contains(ending, " ") {
		return ""
	}
	return ending
}

// contentOf is the type of what f holds, with its usual ending, if it has one.
func contentOf(f *os.File) (kind, usual string, err error) {
	head := make([]byte, headSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", "", err
	}
	head = head[:n]
	found := mimetype.Detect(head)
	kind, _, _ = strings.Cut(found.String(), ";")
	usual = strings.TrimPrefix(found.Extension(), ".")
	text := !bytes.ContainsRune(head, 0)
	switch {
	case interpreted.Match(head):
		return "text/x-shellscript", "sh", nil
	case text && runs[risks[usual]]: // it looks like a language, or only begins like a program
		return "text/plain", "txt", nil
	case pictures[usual] != "":
		return pictures[usual], usual, nil
	case within(found, "application/x-ole-storage") && installs(f):
		return "application/x-ms-installer", "msi", nil
	case within(found, "application/x-ole-storage", "application/zip"):
		if macros, err := holds(whole(f), macroMarks...); err != nil || macros {
			return macroType, "", err
		}
	}
	return kind, usual, nil
}

// within tells whether a type is one of kinds, or made of one.
func within(m *mimetype.MIME, kinds ...string) bool {
	for ; m != nil; m = m.Parent() {
		for _, kind := range kinds {
			if m.Is(kind) {
				return true
			}
		}
	}
	return false
}

// Inline says whether a stored type may be shown in a page; all else is only downloaded.
func Inline(kind string) bool {
	_, ok := decoders[kind]
	return ok
}

// Served is the type that a stored type is sent with: none that a browser shows, but for
// the pictures that are Inline.
func Served(kind string) string {
	if Inline(kind) {
		return kind
	}
	return unknown
}
