package httpd

import "testing"

// Texts that are not whole yet have a bound together: of too much, the oldest goes.
func TestUnreadTextsHaveABound(t *testing.T) {
	u := &unread{most: 100}
	one, oneGone := wired(t, newCrowd())
	other, otherGone := wired(t, newCrowd())
	first, second := u.open(one), u.open(other)
	first.take(60)
	second.take(40)
	if oneGone() || otherGone() {
		t.Error("there was room")
	}
	second.take(1)
	if !oneGone() || otherGone() || u.all != 41 {
		t.Errorf("the oldest is gone: %v, the other: %v, %d bytes are left", oneGone(), otherGone(), u.all)
	}
	first.take(9)
	first.close()
	second.take(1000) // alone, it has its route's most
	if otherGone() || u.all != 1041 {
		t.Errorf("alone: gone %v, %d bytes", otherGone(), u.all)
	}
	second.close()
	second.close()
	if u.all != 0 || u.strangers.Len()+u.people.Len() != 0 {
		t.Errorf("%d bytes are left", u.all)
	}
}

// A person's text goes last, however old it is.
func TestStrangersTextsGoFirst(t *testing.T) {
	u := &unread{most: 100}
	one, anaGone := wired(t, newCrowd())
	other, strangerGone := wired(t, newCrowd())
	one.known.Store(true)
	ana := u.open(one)
	ana.take(60)
	u.open(other).take(50)
	if anaGone() || !strangerGone() || u.all != 60 {
		t.Errorf("ana is gone: %v, the stranger: %v, %d bytes are left", anaGone(), strangerGone(), u.all)
	}
}
