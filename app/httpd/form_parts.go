package httpd

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// maxPartHead is how much of a form's parts may stand between their contents, in
// bytes: a head is in memory until it ends.
const maxPartHead = 16 << 10

// readParts reads a multipart body part by part (RFC 7578).
func (f *formReader) readParts(body io.Reader, boundary string, take TakeFile) error {
	heads := &partHeads{r: body}
	parts := multipart.NewReader(heads, boundary)
	for n := 0; ; n++ {
		heads.begin()
		part, err := parts.NextPart()
		heads.end()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n >= MaxFields {
			return fault.Say(fault.TooBig, "problem.too_big")
		}
		if name := fileName(part); name != "" {
			err = takeFile(part, name, take)
		} else {
			err = f.takeField(part)
		}
		if err != nil {
			return err
		}
	}
}

var errEndlessHead = errors.New("a part's head has no end")

// partHeads gives the body of a multipart form, but no more than maxPartHead
// bytes of it at once where a head is read.
type partHeads struct {
	r      io.Reader
	inHead bool
	left   int
}

func (h *partHeads) begin() { h.inHead, h.left = true, maxPartHead }

func (h *partHeads) end() { h.inHead = false }

func (h *partHeads) Read(p []byte) (int, error) {
	if !h.inHead {
		return h.r.Read(p)
	}
	if h.left <= 0 {
		return 0, errEndlessHead
	}
	n, err := h.r.Read(p[:min(len(p), h.left)])
	h.left -= n
	return n, err
}

// takeFile lets one file be stored, and reads past what is left of it.
func takeFile(part *multipart.Part, name string, take TakeFile) error {
	in := &heard{r: part}
	if err := take(part.FormName(), name, in); err != nil && in.err == nil {
		return taken{err}
	} else if err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, part)
	return err
}

// unquoted undoes what browsers do to the name of a file, and nothing else: a percent sign
// of its own they leave as it is (HTML, multipart/form-data encoding algorithm).
var unquoted = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// fileName is the name of the file that a part carries, "" where it is a text field.
func fileName(part *multipart.Part) string {
	_, params, _ := mime.ParseMediaType(part.Header.Get(fiber.HeaderContentDisposition))
	return unquoted.Replace(params["filename"])
}

// takeField reads one text field.
func (f *formReader) takeField(part *multipart.Part) error {
	value, err := io.ReadAll(f.text.of(io.LimitReader(part, f.left+1)))
	if err != nil {
		return err
	}
	if int64(len(value)) > f.left {
		return fault.Say(fault.TooBig, "problem.too_big")
	}
	if part.FormName() != "" && part.FormName() != "files" { // an empty file input sends an empty part
		f.values.Add(part.FormName(), string(value))
	}
	f.left -= int64(len(value))
	return nil
}

// heard remembers whether reading failed: then it is not the disk's fault.
type heard struct {
	r   io.Reader
	err error
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if err != nil && err != io.EOF {
		h.err = err
	}
	return n, err
}
