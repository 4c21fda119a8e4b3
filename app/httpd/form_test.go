package httpd

import (
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
)

// endless counts what is read of it.
type endless struct {
	start string
	read  int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.start)
	e.start = e.start[n:]
	for ; n < len(p); n++ {
		p[n] = 'a'
	}
	e.read += n
	return n, nil
}

// What stands between the contents of a form's parts is in memory: there is little
// of it, however much comes.
func TestPartHeadsAreBounded(t *testing.T) {
	for name, start := range map[string]string{
		"before the first part": "",
		"one line of a head":    "--X\r\nA: ",
		"the second head":       "--X\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nhi\r\n--X\r\nA: ",
		"after the last":        "--X\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nhi\r\n--X",
	} {
		body := &endless{start: start}
		f := formReader{values: url.Values{}, text: new(unread).open(nil), left: 1 << 10}
		err := f.readParts(body, "X", func(string, string, io.Reader) error { return nil })
		if err == nil || body.read > 2*maxPartHead+8<<10 {
			t.Errorf("%s: %d bytes were read, %v", name, body.read, err)
		}
	}
	long := "--X\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + strings.Repeat("ñ", 2000) + ".txt\"\r\n\r\nhi\r\n--X--\r\n"
	f := formReader{values: url.Values{}, text: new(unread).open(nil), left: 1 << 10}
	size := 0
	err := f.readParts(strings.NewReader(long+strings.Repeat("x", 1<<10)), "X", func(_, name string, content io.Reader) error {
		size = len(name)
		_, err := io.Copy(io.Discard, content)
		return err
	})
	if err != nil || size != 4004 || errors.Is(err, errTooMuch) {
		t.Errorf("a long name: %d, %v", size, err)
	}
}
