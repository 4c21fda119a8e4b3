package doctor

import "fmt"

// Marks are free bytes below which the server takes no files, and below which one can only
// read and sign in.
type Marks struct{ Files, All int64 }

// Disk judges what is free where the data lie. database is its size: an upgrade copies it.
func Disk(free int64, at Marks, database int64) Line {
	switch need := database + max(at.All, 0); {
	case free < at.All:
		return ToFix("%s are free: below %s one can only read and sign in; make room", Size(free), Size(at.All))
	case free < at.Files:
		return ToFix("%s are free: below %s no files are taken; make room", Size(free), Size(at.Files))
	case free < need:
		return ToFix("%s are free, and the next upgrade copies the database first, which has %s: make room", Size(free), Size(database))
	}
	return OK("%s are free", Size(free))
}

// leastMemory is what two previews of pictures may take; the server itself takes less than that.
const leastMemory = 512 << 20

// Memory judges what the server can still get; 0: not known.
func Memory(left int64) Line {
	switch {
	case left == 0:
		return Skip("this system does not tell how much is left")
	case left < leastMemory:
		return ToFix("%s are left: previews of two pictures may take %s beside the server; give the machine, or the service, more", Size(left), Size(leastMemory))
	}
	return OK("%s are left", Size(left))
}

// leastDescriptors is the usual limit of a shell, rounded up: too little for more than a trial.
const leastDescriptors = 4096

// Descriptors judges how many files and connections the server may have open.
func Descriptors(n int) Line {
	if n < leastDescriptors {
		return ToFix("the server may open %d, and each open page takes one: raise the limit to 65536 (LimitNOFILE of a service, else ulimit -n)", n)
	}
	return OK("the server may open %d", n)
}

// Size is how people speak of bytes.
func Size(n int64) string {
	switch {
	case n < 1<<20:
		return fmt.Sprintf("%d kB", n>>10)
	case n < 10<<30:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d GB", n>>30)
}
