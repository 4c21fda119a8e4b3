package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// runs are the risks of what acts as soon as it is opened: it comes in only where the operator
// allows programs. All else that is a risk is taken, and the desk is warned.
var runs = map[string]bool{"program": true, "script": true, "installer": true, "shortcut": true}

// risks names what can harm whoever opens it, by the ending of its name or of its content.
var risks = byEnding(map[string]string{
	"program": `exe com scr cpl dll sys ocx drv efi msc xll wll chm hlp gadget application jar class war ear jnlp
		air app appimage elf macho so dylib dex`,
	"script": `bat cmd btm ps1 psm1 psd1 ps1xml ps2 psc1 pssc cdxml vb vbe vbs js mjs cjs jse ws wsc wsf wsh hta htc sct
		sh bash zsh csh ksh fish command workflow action scpt scptd applescript
		py pyc pyw pyz pyzw pl rb lua tcl ahk au3 reg inf ins isp job`,
	"installer": `msi msp mst msix msixbundle appx appxbundle appinstaller diagcab diagpkg deb rpm pkg mpkg xar
		snap flatpak flatpakref apk aab xapk apkm ipa crx xpi`,
	"shortcut": `lnk url pif scf website webloc desktop library-ms search-ms searchconnector-ms settingcontent-ms
		appref-ms theme themepack`,
	"macros": `docm dotm xlsm xltm xlam xlsb xla pptm potm ppam ppsm sldm accdb accde mdb mde ade adp
		one onepkg iqy oqy dqy rqy slk`,
	"page": `html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt swf`,
	"disk": `iso img vhd vhdx vmdk dmg toast`,
})

// Contents whose types have no ending.
var kindRisks = map[string]string{
	"application/x-elf": "program", "application/x-object": "program", "application/x-executable": "program",
	macroType: "macros",
}

// macroType is any Office document that brings macros along, whatever its ending says.
const macroType = "application/vnd.ms-office.macroenabled"

func byEnding(words map[string]string) map[string]string {
	all := map[string]string{}
	for risk, endings := range words {
		for _, ending := range strings.Fields(endings) {
			all[ending] = risk
		}
	}
	return all
}

// Risk says how a file can harm whoever opens it, by its name and its stored type: program,
// script, installer, shortcut, macros, page, disk; "" for what only shows or plays.
func Risk(name, kind string) string {
	named, held := risks[endingOf(name)], kindRisks[kind]
	if m := mimetype.Lookup(kind); held == "" && m != nil {
		held = risks[strings.TrimPrefix(m.Extension(), ".")]
	}
	if named == "" || runs[held] && !runs[named] {
		return held
	}
	return named
}

// interpreted begins a text that a system gives to an interpreter.
var interpreted = regexp.MustCompile(`^#![ \t]*/`)

// macroMarks are what Office documents with macros hold: names of parts, which a zip
// never packs, and of a storage in the older container.
var macroMarks = [][]byte{[]byte("vbaProject.bin"), []byte("xl/macrosheets/"), []byte("Basic/script-lb.xml"), wide("_VBA_PROJECT")}

// wide is s in UTF-16, as the older container writes it.
func wide(s string) (b []byte) {
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

// holds tells whether any of marks stands in r.
func holds(r io.Reader, marks ...[]byte) (bool, error) {
	const most = 64 // longer than a mark
	buf := make([]byte, most+64<<10)
	for kept := 0; ; {
		n, err := io.ReadFull(r, buf[kept:])
		seen := buf[:kept+n]
		for _, mark := range marks {
			if bytes.Contains(seen, mark) {
				return true, nil
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		kept = copy(buf, seen[len(seen)-most:])
	}
}

// installs tells a Windows installer, patch or transform from other OLE files by the class
// of its root storage ([MS-CFB] 2.2 and 2.6.1): 000C108x-0000-0000-C000-000000000046.
func installs(f *os.File) bool {
	var head [52]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return false
	}
	shift := min(binary.LittleEndian.Uint16(head[30:]), 12)
	root := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	var class [16]byte
	if _, err := f.ReadAt(class[:], root+80); err != nil {
		return false
	}
	class[0] &= 0xF0
	return string(class[:]) == "\x80\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
}
