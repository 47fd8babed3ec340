//! Roles, rights, and the scope of a caller.

use serde::{Deserialize, Serialize};

/// Role of a key or an account in an organ; it decides the rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// *Người soạn thảo*: writes drafts.
    Drafter,
    /// *Văn thư*: gives numbers, issues, keeps the register.
    Clerk,
    /// *Lưu trữ viên*: enters papers issued before, makes documents again.
    Archivist,
    /// *Người kiểm tra*: reads everything, the ledger included; changes nothing.
    Auditor,
    /// *Quản trị*: all of it, and organs, series, images, webhooks.
    Admin,
}

/// Right to a kind of use cases; a role has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Look at documents.
    Read,
    /// Write and change drafts.
    Draft,
    /// Give numbers: issue, reserve, void, cancel, replace, close a year; and have the organ's signatures and seals drawn.
    Number,
    /// Enter papers that were issued before.
    Record,
    /// Look at register, ledger and deliveries.
    Audit,
    /// Change organs, series and images; open a closed year again.
    Govern,
}

impl Role {
    /// All roles, weakest first.
    pub const ALL: [Self; 5] = [Self::Drafter, Self::Clerk, Self::Archivist, Self::Auditor, Self::Admin];

    /// Its name in the API and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafter => "drafter",
            Self::Clerk => "clerk",
            Self::Archivist => "archivist",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Tests whether the role has a right.
    pub fn may(self, right: Right) -> bool {
        match self {
            Self::Admin => true,
            Self::Drafter => matches!(right, Right::Read | Right::Draft),
            Self::Clerk => matches!(right, Right::Read | Right::Draft | Right::Number | Right::Audit),
            Self::Archivist => matches!(right, Right::Read | Right::Record | Right::Audit),
            Self::Auditor => matches!(right, Right::Read | Right::Audit),
        }
    }
}

/// A role in an organ, or in every one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The organ's id; `*` for every organ.
    pub organ: String,
    /// The role.
    pub role: Role,
}

/// A caller: who, and what they may do where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The id of the key or account; what rows name as who did it.
    pub principal: String,
    /// A name for people.
    pub name: String,
    grants: Vec<Grant>,
}

/// The organs a caller may do something in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Organs {
    /// Every one.
    All,
    /// These; none if empty.
    Only(Vec<String>),
}

impl Scope {
    /// A caller with these grants.
    pub fn new(principal: impl Into<String>, name: impl Into<String>, grants: Vec<Grant>) -> Self {
        Self { principal: principal.into(), name: name.into(), grants }
    }

    /// Everything everywhere: the operator at the machine itself.
    pub fn operator(principal: &str) -> Self {
        let grants = vec![Grant { organ: "*".to_owned(), role: Role::Admin }];
        Self::new(principal, principal, grants)
    }

    /// Tests whether a grant gives the right in an organ, or in all.
    pub fn may(&self, right: Right, organ: &str) -> bool {
        self.grants.iter().any(|g| (g.organ == "*" || g.organ == organ) && g.role.may(right))
    }

    /// Tests whether a grant gives the right in every organ.
    pub fn may_everywhere(&self, right: Right) -> bool {
        self.grants.iter().any(|g| g.organ == "*" && g.role.may(right))
    }

    /// Organs in which a grant gives the right, sorted, each once.
    pub fn organs(&self, right: Right) -> Organs {
        if self.may_everywhere(right) {
            return Organs::All;
        }
        let granted = self.grants.iter().filter(|g| g.role.may(right));
        let mut organs: Vec<String> = granted.map(|g| g.organ.clone()).collect();
        organs.sort();
        organs.dedup();
        Organs::Only(organs)
    }

    /// Grants from which the scope was made.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }
}
