//! The allocator of a guest: it only ever moves forward.
//!
//! The host makes each call in an instance of its own and throws it away after the answer, so
//! nothing needs to be given back before. An allocator that gives nothing back is a few hundred
//! bytes instead of eight thousand, and the code that frees values is left out of the plugin
//! altogether. What a check allocates in all must fit into the memory that the host gives.

#![expect(
    unsafe_code,
    reason = "an allocator hands out raw memory; the instance has one thread"
)]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::ptr;

/// Bytes of a page of memory.
const PAGE: usize = 65_536;
/// Pages that memory grows by at least.
const GROWTH: usize = 4;

struct Forward {
    /// The next free address; 0 before the first allocation.
    next: Cell<usize>,
}

// SAFETY: WebAssembly without threads has one.
unsafe impl Sync for Forward {}

#[global_allocator]
static ALLOCATOR: Forward = Forward { next: Cell::new(0) };

unsafe extern "C" {
    /// Where the linker says that data and stack end.
    static __heap_base: u8;
}

impl Forward {
    fn next(&self) -> usize {
        match self.next.get() {
            0 => (&raw const __heap_base).addr(),
            next => next,
        }
    }

    /// Takes everything up to an address; false if memory does not grow so far.
    fn reach(&self, end: usize) -> bool {
        let have = memory_size(0) * PAGE;
        if end > have {
            let pages = (end - have).div_ceil(PAGE);
            let grown = memory_grow(0, pages.max(GROWTH)) != usize::MAX
                || memory_grow(0, pages) != usize::MAX;
            if !grown {
                return false;
            }
        }
        self.next.set(end);
        true
    }
}

// SAFETY: blocks do not overlap, since `next` only grows; they are aligned and lie within memory.
unsafe impl GlobalAlloc for Forward {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let align = layout.align();
        let start = match self.next().checked_add(align - 1) {
            Some(past) => past & !(align - 1),
            None => return ptr::null_mut(),
        };
        match start.checked_add(layout.size()) {
            Some(end) if self.reach(end) => ptr::with_exposed_provenance_mut(start),
            _ => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // Memory begins as zeros and no block is handed out twice.
        // SAFETY: as the caller of `alloc_zeroed` promises.
        unsafe { self.alloc(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size <= layout.size() {
            return block;
        }
        let start = block.addr();
        if start + layout.size() == self.next() {
            // The last block grows where it is.
            return match start.checked_add(size) {
                Some(end) if self.reach(end) => block,
                _ => ptr::null_mut(),
            };
        }
        // SAFETY: the size is not 0, and the alignment is that of an existing block.
        let moved = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !moved.is_null() {
            // SAFETY: both blocks have at least this many bytes and do not overlap.
            unsafe { ptr::copy_nonoverlapping(block, moved, layout.size()) };
        }
        moved
    }
}
