package files

import (
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"hilo/app/fault"
)

// headSize is what mimetype looks at.
const headSize = 4096

const (
	textual = "txt text log csv tsv json md"
	packed  = "zip docx xlsx pptx odt ods odp" // office files often look like any zip at their head
	movie   = "mp4 m4v mov m4a 3gp"
)

// accepted lists the contents that support needs and the endings each may carry;
// the first is given to a name that has none of them.
var accepted = map[string]string{
	"image/png": "png", "image/apng": "png", "image/gif": "gif", "image/webp": "webp",
	"image/jpeg": "jpg jpeg jpe jfif", "image/avif": "avif",
	"image/heic": "heic heif", "image/heic-sequence": "heic heif",
	"image/heif": "heif heic", "image/heif-sequence": "heif heic",

	"application/pdf": "pdf",

	"text/plain": textual, "text/csv": textual, "text/tab-separated-values": textual,
	"application/json": textual, "application/geo+json": textual, "application/x-ndjson": textual,
	"application/x-subrip": textual, "text/vtt": textual, "message/rfc822": textual,

	"application/zip": packed,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
	"application/vnd.oasis.opendocument.text":                                   "odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            "ods",
	"application/vnd.oasis.opendocument.presentation":                           "odp",

	"video/mp4": movie, "video/x-m4v": movie, "video/3gpp": "3gp mp4", "video/quicktime": "mov mp4",
	"audio/mp4": "m4a mp4", "audio/x-m4a": "m4a mp4", "video/webm": "webm",
	"audio/mpeg": "mp3", "audio/wav": "wav", "audio/aac": "aac", "audio/amr": "amr",
	"audio/ogg": "ogg oga opus", "application/ogg": "ogg oga opus", "video/ogg": "ogv ogg",
}

// types names the type that each accepted ending is served with; text is always just text.
var types = map[string]string{
	"png": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "jfif": "image/jpeg",
	"heic": "image/heic", "heif": "image/heif", "pdf": "application/pdf", "csv": "text/csv",
	"zip":  "application/zip",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"odt":  "application/vnd.oasis.opendocument.text",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"odp":  "application/vnd.oasis.opendocument.presentation",
	"mp4":  "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp", "webm": "video/webm",
	"m4a": "audio/mp4", "mp3": "audio/mpeg", "wav": "audio/wav", "aac": "audio/aac", "amr": "audio/amr",
	"ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "ogv": "video/ogg",
}

// active endings run, or make a browser run, whatever the bytes are: refused with any content.
var active = strings.Fields(`html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt js mjs cjs jse hta htc
	swf php php3 php4 php5 phtml pht phar jsp asp aspx exe com scr pif bat cmd ps1 psm1 vb vbe vbs ws wsc wsf wsh
	msi msix appx msp cpl dll sys ocx lnk url scf inf reg gadget chm hlp jar jnlp class apk app dmg pkg deb rpm
	iso img vhd sh bash zsh csh command desktop run py pyc pyw pl rb lua tcl
	docm dotm xlsm xltm xlam xll pptm potm ppam ppsm sldm one library-ms settingcontent-ms search-ms`)

// judge tells what the content is. The bytes win over the name, which in the end always
// carries an ending of what it holds: that is what opens after a download.
func judge(name string, head []byte) (clean, kind string, err error) {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	content, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	endings := strings.Fields(accepted[content])
	claimsPicture := strings.HasPrefix(types[ending], "image/")
	switch {
	case len(endings) == 0, slices.Contains(active, ending),
		claimsPicture && !strings.HasPrefix(content, "image/"): // in disguise
		return "", "", fault.Mend("files", "files.type", "Name", name)
	case slices.Contains(endings, ending):
	case claimsPicture: // phones often call one picture another
		name, ending = CleanName(strings.TrimSuffix(name, path.Ext(name))+"."+endings[0]), endings[0]
	default:
		name, ending = CleanName(name+"."+endings[0]), endings[0]
	}
	if kind = types[ending]; kind == "" {
		kind = "text/plain"
	}
	return name, kind, nil
}

// Inline says whether a stored type may be shown in a page; all else is only downloaded.
func Inline(kind string) bool {
	_, ok := decoders[kind]
	return ok
}
