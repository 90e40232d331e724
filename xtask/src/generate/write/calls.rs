//! The service, the calls that can be made of it, and its codes.

use anyhow::{Result, bail};

use super::super::model::{Kind, Member, Model, Operation, Protocol, Served};
use super::super::names;
use super::Writer;

/// The service with all its operations.
pub(super) fn service(model: &Model, served: &Served) -> String {
    let protocol = match &model.protocol {
        Protocol::Query { namespace } => format!("Query {{ namespace: \"{namespace}\" }}"),
        Protocol::Json { target } => format!("Json {{ target: \"{target}\" }}"),
        Protocol::RestJson => "RestJson".to_owned(),
    };
    let mut text = format!(
        "/// The service.\n\
         pub static SERVICE: Service = Service {{\n\
         name: \"{}\", version: \"{}\", protocol: Protocol::{protocol}, echoes_values: {}, operations: OPERATIONS, codes: codes::ALL,\n}};\n\
         static OPERATIONS: &[Operation] = &[\n",
        model.service, model.version, served.echoes_values,
    );
    for operation in &model.operations {
        text += &format!(
            "Operation {{ name: \"{}\", is_served: {}, errors: &{:?} }},\n",
            operation.name,
            served.operations.contains(&operation.name),
            operation.errors,
        );
    }
    text + "];\n"
}

/// One variant for each served operation, and how one is read.
pub(super) fn call(operations: &[&Operation]) -> String {
    let mut text = String::from(
        "/// A call of a served operation, read and checked.\n#[derive(Clone, Debug)]\npub enum Call {\n",
    );
    for Operation { name, .. } in operations {
        text += &format!("/// A call of {name}.\n{name}({name}Request),\n");
    }
    text += "}\nimpl Call {\n\
             /// Reads the call that the parameters ask for, with every limit of the model.\n\
             pub fn read(params: &Params) -> Result<Self, AwsError> {\n\
             Ok(match SERVICE.asked(params)?.name {\n";
    for Operation { name, .. } in operations {
        text += &format!("\"{name}\" => Self::{name}(shape::read(&SERVICE, params)?),\n");
    }
    text += "name => return Err(refusals::not_implemented(&SERVICE, name)),\n})\n}\n\
             /// AWS's name of the operation.\n\
             pub fn name(&self) -> &'static str {\nmatch self {\n";
    for Operation { name, .. } in operations {
        text += &format!("Self::{name}(_) => \"{name}\",\n");
    }
    text + "}\n}\n}\n"
}

/// The codes of the model's errors.
pub(super) fn codes(model: &Model) -> String {
    let mut text = String::from(
        "/// The codes of the model's errors.\npub mod codes {\nuse crate::error::Code;\n",
    );
    for error in &model.errors {
        let fault = if error.sender { "sender" } else { "receiver" };
        text += &format!(
            "/// `{code}`.\npub const {name}: Code = Code::{fault}(\"{code}\", {status});\n",
            code = error.code,
            name = names::constant(&error.code),
            status = error.status,
        );
    }
    text += "/// All of them.\npub(super) const ALL: &[Code] = &[";
    for error in &model.errors {
        text += &format!("{}, ", names::constant(&error.code));
    }
    text + "];\n}\n"
}

impl Writer<'_> {
    /// What an operation asks and answers; a request without members where the model has none.
    pub(super) fn ask(&mut self, operation: &Operation) -> Result<String> {
        let name = &operation.name;
        let mut text = String::new();
        match &operation.input {
            Some(shape) if *shape == format!("{name}Request") => {
                text += &self.paged(name, shape)?;
            }
            Some(shape) => bail!("the request of {name} has the name `{shape}`"),
            None => {
                text += &format!(
                    "/// `{name}Request`, which has no members.\n\
                     #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\npub struct {name}Request;\n\
                     impl Structure for {name}Request {{\n\
                     fn read(_: &mut Fields<'_>) -> Result<Option<Self>, MalformedInput> {{ Ok(Some(Self)) }}\n}}\n"
                );
            }
        }
        let answer = operation.output.as_deref().unwrap_or("()");
        text += &format!(
            "impl Asks for {name}Request {{\nconst OPERATION: &'static str = \"{name}\";\n\
             const SERVICE: &'static Service = &SERVICE;\ntype Form = Writer;\ntype Answer = {answer};\n}}\n"
        );
        Ok(text)
    }

    /// How a request for a list selects, if it comes in pages.
    fn paged(&mut self, name: &str, shape: &str) -> Result<String> {
        let members = self.model.members(shape)?.to_vec();
        let has = |name: &str| members.iter().find(|member| member.name == name);
        let pairs = [("Marker", "MaxItems"), ("NextToken", "MaxResults")];
        let pair = pairs.into_iter().find(|(marker, _)| has(marker).is_some());
        let Some((marker, max_items)) = pair else {
            return Ok(String::new());
        };
        let Some(Kind::Integer { max, .. }) = has(max_items).map(|member| &member.kind) else {
            bail!("{name} has a `{marker}` and no `{max_items}`");
        };
        let mut select = String::new();
        let others = members
            .iter()
            .filter(|member| member.name != marker && member.name != max_items);
        for member in others {
            select += &selecting(member)?;
        }
        let selection = if select.is_empty() { "_" } else { "selection" };
        Ok(format!(
            "impl Paged for {name}Request {{\n\
             const ITEMS_MAX: usize = {max};\n\
             fn marker(&self) -> Option<&str> {{ self.{marker}.as_deref() }}\n\
             fn max_items(&self) -> Option<i32> {{ self.{max_items} }}\n\
             fn select(&self, {selection}: &mut Selection) {{\n{select}}}\n}}\n",
            marker = names::field(marker),
            max_items = names::field(max_items),
        ))
    }
}

/// How a member of a request takes part in what is selected; of a list, each element does.
fn selecting(member: &Member) -> Result<String> {
    let name = &member.name;
    let Kind::List(list) = &member.kind else {
        let value = selected(member)?;
        return Ok(format!("selection.member(\"{name}\", {value});\n"));
    };
    let element = match &list.element {
        Kind::Text(text) if text.values.is_empty() => "element",
        Kind::Text(_) => "element.as_str()",
        Kind::Structure(_) => "&format!(\"{element:?}\")",
        _ => bail!("the generator does not know how an element of `{name}` selects"),
    };
    let field = names::field(name);
    Ok(format!(
        "for element in &self.{field} {{\nselection.member(\"{name}\", Some({element}));\n}}\n"
    ))
}

/// The value of a member that takes part in what is selected.
fn selected(member: &Member) -> Result<String> {
    let field = names::field(&member.name);
    let some = |value: String| {
        if member.is_required {
            format!("Some({value})")
        } else {
            value
        }
    };
    Ok(match &member.kind {
        Kind::Text(text) if !text.values.is_empty() && !member.is_required => {
            format!("self.{field}.map(Enumeration::as_str)")
        }
        Kind::Text(text) if text.values.is_empty() => some(if member.is_required {
            format!("&self.{field}")
        } else {
            format!("self.{field}.as_deref()")
        }),
        Kind::Timestamp { .. } if !member.is_required => {
            format!("self.{field}.map(|at| at.to_string()).as_deref()")
        }
        Kind::Boolean if !member.is_required => {
            format!("self.{field}.map(|is| if is {{ \"true\" }} else {{ \"false\" }})")
        }
        _ => bail!("the generator does not know how `{}` selects", member.name),
    })
}
