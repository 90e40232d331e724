//! Lists in pages: where one begins, and the marker of the next.

use wire::pagination::{self, Page, Paged};
use wire::{AwsError, refusals};

use super::Desk;

/// One page of a list that is asked for.
pub(super) struct Asked<'d, 'a, P: Paged> {
    request: &'d P,
    desk: &'d Desk<'a>,
    list: String,
    page: Page,
}

/// What goes back.
pub(super) struct Cut<T> {
    pub(super) items: Vec<T>,
    pub(super) is_truncated: bool,
    pub(super) marker: Option<String>,
}

impl<'d, 'a, P: Paged> Asked<'d, 'a, P> {
    /// The page that a request asks for; `list` says whose list it is.
    pub(super) fn of(request: &'d P, desk: &'d Desk<'a>, list: String) -> Result<Self, AwsError> {
        let page = pagination::page(request, desk.markers, &list)?;
        Ok(Self {
            request,
            desk,
            list,
            page,
        })
    }

    /// The position after which the page begins.
    pub(super) fn after(&self) -> Option<&str> {
        self.page.after.as_deref()
    }

    /// Most items on the page.
    pub(super) fn items_max(&self) -> usize {
        self.page.items_max
    }

    /// The page of items that were read for it, with the position of the last one.
    pub(super) fn read<T>(
        &self,
        items: Vec<T>,
        more: bool,
        last: Option<&str>,
    ) -> Result<Cut<T>, AwsError> {
        let marker = match last {
            Some(last) if more => {
                let marker =
                    pagination::marker_after(last, self.request, self.desk.markers, &self.list);
                Some(marker.map_err(|error| {
                    tracing::error!(%error, "a list cannot be continued");
                    refusals::internal_failure()
                })?)
            }
            _ => None,
        };
        Ok(Cut {
            items,
            is_truncated: marker.is_some(),
            marker,
        })
    }

    /// The page out of a short list that is there as a whole, in the order of `position`.
    pub(super) fn cut<T>(
        &self,
        mut items: Vec<T>,
        position: impl Fn(&T) -> &str,
    ) -> Result<Cut<T>, AwsError> {
        if let Some(after) = self.after() {
            items.retain(|item| position(item) > after);
        }
        let more = items.len() > self.items_max();
        items.truncate(self.items_max());
        let last = items.last().map(|item| position(item).to_owned());
        self.read(items, more, last.as_deref())
    }
}
